#pragma once
// What the parts of one run share: virtual time, the record of what happened, and what each
// connection is going to do.

#include <array>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "simulation/scheduler.hpp"
#include "simulation/smux/scenario.hpp"

namespace cloudx::smux_simulation {

using simulation::Scheduler;

// An invariant that did not hold.
struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A hash over all that happened, counts, and the last events in words.
class Journal {
 public:
  Journal(const Scheduler& scheduler, bool trace) : scheduler_(scheduler), trace_(trace) {}

  void note(std::string_view kind, smux::StreamId stream, std::uint64_t amount = 0);
  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& counts() const {
    return counts_;
  }
  [[nodiscard]] std::string tail() const;

 private:
  const Scheduler& scheduler_;
  bool trace_;
  std::uint64_t hash_ = 0;
  std::uint64_t noted_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> counts_;
  std::array<std::string, 60> last_;
};

struct Site {
  Site(const Scenario& what, bool trace) : scenario(what), journal(scheduler, trace) {}

  const Scenario& scenario;
  Scheduler scheduler;
  Journal journal;
  std::map<smux::StreamId, const Plan*> plans;  // of the streams that were opened
};

}  // namespace cloudx::smux_simulation
