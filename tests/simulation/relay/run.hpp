#pragma once
// One run: nodes, EC2, the store and clients, until nobody wants a relay any more and all VMs are
// gone.

#include <memory>
#include <string>
#include <vector>

#include "simulation/relay/client.hpp"
#include "simulation/relay/policy.hpp"
#include "simulation/seeds/command.hpp"

namespace cloudx::relay_simulation {

class Run {
 public:
  Run(const Scenario& scenario, bool trace);
  seeds::Outcome execute();

 private:
  void make_parts();
  void plan_kills(Node& node);
  void plan_freezes(Node& node);
  void hear_daemons();
  void simulate();
  void calm_down();
  void ask_once_more();
  void wait_for_the_end();
  void run_until(Time end);
  [[nodiscard]] Node* any_node();
  [[nodiscard]] bool is_over();

  const Scenario& scenario_;
  Scheduler scheduler_;
  Journal journal_;
  Ec2 ec2_;
  FaultyStore store_;
  Network network_;
  Monitor monitor_;
  Policy policy_;
  Site site_;
  simulation::Random random_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<std::unique_ptr<Client>> last_clients_;
  bool is_calm_ = false;
};

}  // namespace cloudx::relay_simulation
