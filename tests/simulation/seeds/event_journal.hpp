#pragma once
// What happened in a run: a hash over all of it, counts by kind, and the last events in words.

#include <array>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "simulation/scheduler.hpp"

namespace cloudx::simulation::seeds {

// An invariant that did not hold.
struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

class EventJournal {
 public:
  // With `trace` every event is printed, too.
  EventJournal(const Scheduler& scheduler, bool trace) : scheduler_(scheduler), trace_(trace) {}

  // `kind` is counted; `words` say whom it is about, and how much.
  void note(std::string_view kind, std::string_view words);

  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] std::string tail() const;  // the last events, one a line

 private:
  const Scheduler& scheduler_;
  bool trace_;
  std::uint64_t hash_ = 0;
  std::uint64_t noted_ = 0;
  Counts counts_;
  std::array<std::string, 80> last_;
};

}  // namespace cloudx::simulation::seeds
