#pragma once
// Virtual time, as the clock on the wall of whoever looks at it shows it.

#include "features/relay/reconcile/moment.hpp"
#include "simulation/scheduler.hpp"

namespace cloudx::relay_simulation {

using simulation::Duration;
using simulation::Scheduler;
using simulation::Time;

using namespace std::chrono_literals;

inline constexpr std::chrono::seconds kUnixStart{1'790'000'000};

// `ahead`: of EC2's clock.
[[nodiscard]] inline relay::Moment moment(Time time, Duration ahead = {}) {
  const auto wall = kUnixStart + (time - simulation::kStart) + ahead;
  return {store::Time(std::chrono::floor<std::chrono::milliseconds>(wall)), time};
}

}  // namespace cloudx::relay_simulation
