#pragma once
// What happened in a run: a hash over all of it, counts, and the last events in words.

#include <array>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "simulation/relay/clock.hpp"

namespace cloudx::relay_simulation {

// An invariant that did not hold.
struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

class Journal {
 public:
  Journal(const Scheduler& scheduler, bool trace) : scheduler_(scheduler), trace_(trace) {}

  // `kind` is counted; `about` says which endpoint, node or instance.
  void note(std::string_view kind, std::string_view about, std::string_view details = {});
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

}  // namespace cloudx::relay_simulation
