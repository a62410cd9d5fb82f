#pragma once
// What must hold, whatever goes wrong.

#include <map>
#include <set>
#include <string>

#include "simulation/relay/ec2.hpp"
#include "simulation/relay/journal.hpp"
#include "simulation/relay/scenario.hpp"
#include "simulation/relay/store.hpp"

namespace cloudx::relay_simulation {

class Monitor {
 public:
  Monitor(const Scheduler& scheduler, const Scenario& scenario, Ec2& ec2, FaultyStore& store);

  // A node asks EC2 for a launch or an end of an endpoint's VMs, and has its answer.
  void begin_deed(const std::string& endpoint, const std::string& node);
  void end_deed(const std::string& endpoint, const std::string& node);
  // Somebody has ended the relay of an endpoint, whoever uses it.
  void ended_by_operator(const std::string& endpoint);
  // A client has asked for a relay, and has one or knows why not.
  void asked(const std::string& client);
  void answered(const std::string& client);
  // No fault happens any more.
  void calm_down();

  // Throws Violation when something takes too long.
  void check_bounds() const;

 private:
  void launched(const Machine& machine);
  void terminated(const Machine& machine) const;
  void changed(const store::RelayState& before, const store::RelayState& after);

  const Scheduler& scheduler_;
  const Scenario& scenario_;
  Ec2& ec2_;
  std::map<std::string, std::string> deeds_;  // by endpoint: the node at it
  std::set<std::string> ended_;               // instances that a record had, and has no more
  std::map<std::string, Time> operator_ends_;
  std::map<std::string, Time> waiting_;  // clients, and since when
  bool is_calm_ = false;
  Time calm_since_;
};

}  // namespace cloudx::relay_simulation
