#pragma once
// Which sessions that nobody uses any more are kept, of those that SOCKS clients have asked for.
// Pure.

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "features/forward/destination.hpp"

namespace cloudx::forward {

class IdleSessions {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::minutes kKept{5};
  static constexpr std::size_t kMost = 32;  // unused ones

  // A connection to the destination begins, and has ended.
  void used(const Destination& destination);
  void unused(const Destination& destination, TimePoint now);
  [[nodiscard]] bool is_used(const Destination& destination) const;

  // Those that are to be ended now, and are forgotten here: unused for long, and of too many the
  // ones that were so first.
  [[nodiscard]] std::vector<Destination> take_due(TimePoint now);
  // When there will be one.
  [[nodiscard]] std::optional<TimePoint> next_due() const;

 private:
  std::map<Destination, std::size_t> used_;  // by how many
  std::multimap<TimePoint, Destination> unused_;
};

}  // namespace cloudx::forward
