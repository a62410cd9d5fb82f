#pragma once
// A model of EC2: client tokens that launch once, and lists that lag behind what happened (EC2 API
// reference, "Eventual consistency", "Ensuring idempotency"). Calls are carried out at once; what
// may happen to them on the way is the network's matter.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "features/relay/reconcile/actions.hpp"
#include "simulation/random.hpp"
#include "simulation/relay/journal.hpp"
#include "simulation/relay/scenario.hpp"

namespace cloudx::relay_simulation {

// A VM as it is, not as EC2 shows it.
struct Machine {
  relay::Vm vm;
  std::vector<std::pair<Time, relay::VmState>> history;
  Time launched;
  Time shown_from;         // in lists, and to TerminateInstances
  Time answers_from;       // its SSH server
  bool is_hidden = false;  // from the service
  bool watch_fails = false;
  int clients = 0;
  std::uint64_t uses = 0;  // counts arrivals and departures

  [[nodiscard]] bool alive() const { return vm.alive(); }
};

class Ec2 {
 public:
  Ec2(Scheduler& scheduler, Journal& journal, const Scenario& scenario);

  Result<relay::Vm> run(const relay::RunInstance& request);
  [[nodiscard]] std::string newest_image() const;
  [[nodiscard]] std::vector<relay::Vm> describe(std::string_view endpoint);  // "": those alive
  // False: it does not know the instance.
  bool terminate(const std::string& instance_id);
  [[nodiscard]] bool answers(std::string_view address, bool from_service) const;

  [[nodiscard]] Machine* at(std::string_view address);
  void attach(Machine& machine);
  void detach(Machine& machine);
  [[nodiscard]] std::vector<const Machine*> alive_of(std::string_view endpoint) const;
  [[nodiscard]] const std::map<std::string, Machine>& machines() const { return machines_; }

  // No fault from now on, but lists lag as ever.
  void calm_down() { is_calm_ = true; }
  [[nodiscard]] bool is_calm() const { return is_calm_; }

  std::function<void(const Machine&)> on_launch;
  std::function<void(const Machine&)> on_terminate;  // asked for, while it is alive

 private:
  Machine& create(const relay::RunInstance& request);
  void plan_life(Machine& machine);
  void set_state(Machine& machine, relay::VmState state, std::string reason = {});
  void shut_down(Machine& machine, std::string reason);
  void watch(Machine& machine);
  [[nodiscard]] bool is_full(std::uint32_t attempt);
  [[nodiscard]] const relay::VmState* shown_state(const Machine& machine);

  Scheduler& scheduler_;
  Journal& journal_;
  const Scenario& scenario_;
  simulation::Random random_;
  std::map<std::string, Machine> machines_;  // by instance id, never removed
  struct Launch {
    std::string instance_id;
    std::string image_id;
    std::uint32_t attempt = 0;
  };
  std::map<std::string, Launch, std::less<>> by_token_;
  std::map<std::uint32_t, Time> full_until_;
  bool is_calm_ = false;
};

[[nodiscard]] std::unexpected<Error> ec2_error(std::string code, int status);

}  // namespace cloudx::relay_simulation
