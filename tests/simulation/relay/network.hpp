#pragma once
// The way between a node and EC2: requests and answers take time and get lost, EC2 throttles and
// has trouble.

#include <functional>

#include "features/relay/reconcile/actions.hpp"
#include "simulation/random.hpp"
#include "simulation/relay/ec2.hpp"

namespace cloudx::relay_simulation {

class Network {
 public:
  using Reply = std::function<void(relay::Observation)>;

  Network(Scheduler& scheduler, Journal& journal, const Scenario& scenario, Ec2& ec2);

  // The request may be carried out although the reply says that it failed.
  void ask(relay::Ec2Request request, Reply reply);
  void calm_down();

 private:
  enum class Fate : std::uint8_t { arrives, request_lost, answer_lost, throttled, trouble };
  [[nodiscard]] Fate fate();
  void plan_trouble();
  [[nodiscard]] relay::Observation carry_out(const relay::Ec2Action& action);
  [[nodiscard]] relay::Observation terminate(const relay::TerminateVms& request);

  Scheduler& scheduler_;
  Journal& journal_;
  const Scenario& scenario_;
  Ec2& ec2_;
  simulation::Random random_;
  Time trouble_until_;
  bool is_calm_ = false;
};

}  // namespace cloudx::relay_simulation
