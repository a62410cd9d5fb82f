#pragma once
// One run: both ends and what is between them, until every connection has ended.

#include <map>
#include <string>

#include "simulation/smux/client.hpp"

namespace cloudx::smux_simulation {

struct Outcome {
  std::string violation;  // "" for none
  std::string tail;       // the last events
  std::uint64_t hash = 0;
  std::uint64_t steps = 0;
  std::uint64_t bytes = 0;  // that arrived, in both directions
  Duration simulated{};
  std::map<std::string, std::uint64_t, std::less<>> counts;
};

class Run {
 public:
  Run(const Scenario& scenario, bool trace);
  Outcome execute();

 private:
  void simulate();
  void run_until(simulation::Time end);
  void check_ends() const;

  Site site_;
  Link up_;
  Link down_;
  Agent agent_;
  Client client_;
  std::uint64_t bytes_ = 0;
};

}  // namespace cloudx::smux_simulation
