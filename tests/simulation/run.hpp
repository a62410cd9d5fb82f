#pragma once
// One run: both ends, the service and time, from the first websocket to the end of the session.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "simulation/agent_side.hpp"
#include "simulation/client.hpp"
#include "simulation/journal.hpp"
#include "simulation/scenario.hpp"
#include "simulation/service.hpp"

namespace cloudx::simulation {

struct Outcome {
  std::uint64_t hash = 0;
  Duration simulated{};
  std::uint64_t steps = 0;
  std::uint64_t delivered_at = 0;  // the step after which everything was delivered
  std::uint64_t bytes = 0;         // delivered, both ways
  Counts counts;
  std::string violation;  // empty: all invariants held
  std::string tail;       // the last events, if not
};

// A disturbance at a chosen place.
struct Interruption {
  std::uint64_t step = 0;
  std::optional<Disturbance::Kind> kind;  // nullopt: the session's worker is killed
  Duration lasting{};
  std::uint64_t again_after = 0;  // so many steps; 0: it stays the only one
};

class Run {
 public:
  Run(Scenario scenario, bool trace, std::optional<Interruption> interruption = std::nullopt);
  [[nodiscard]] Outcome execute();

 private:
  void play();
  void plan();
  void plan_traffic(const Traffic& traffic, std::function<void(std::uint64_t)> produce);
  void plan_disturbance(const Disturbance& disturbance);
  void disturb(Disturbance::Kind kind, Duration lasting);
  void interrupt();
  void end_by_choice();
  void calm();
  void require_delivery();
  [[nodiscard]] bool delivered() const;
  [[nodiscard]] Duration delivery_bound() const;
  [[nodiscard]] Duration proof_bound() const;
  [[nodiscard]] Duration ending_bound() const;
  // Until `done` holds or the time has come; false in the latter case.
  bool advance(Time until, const std::function<bool()>& done);
  void check();

  Scenario scenario_;
  Scheduler scheduler_;
  Journal journal_;
  Random random_;
  Service service_;
  AgentSide agent_;
  Client client_;
  std::optional<Interruption> interruption_;
  bool over_ = false;  // no traffic and no disturbance any more
  Time moment_ = kStart;
  std::uint64_t steps_in_moment_ = 0;
  std::uint64_t delivered_at_ = 0;
};

}  // namespace cloudx::simulation
