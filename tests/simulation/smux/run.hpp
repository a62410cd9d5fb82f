#pragma once
// One run: both ends and what is between them, until every connection has ended.

#include "simulation/seeds/command.hpp"
#include "simulation/smux/client.hpp"

namespace cloudx::smux_simulation {

class Run {
 public:
  Run(const Scenario& scenario, bool trace);
  seeds::Outcome execute();

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
