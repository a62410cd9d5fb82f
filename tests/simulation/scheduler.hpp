#pragma once
// Virtual time: events in the order of their time, and of their making when times are equal. The
// clock jumps from one to the next.

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "protocol/ssm/time.hpp"
#include "sandbox/world/clock.hpp"

namespace cloudx::simulation {

using Time = ssm::TimePoint;
using Duration = Time::duration;

using namespace std::chrono_literals;

inline constexpr Time kStart{1000s};

// The same moment on the client's and on the agent's clock.
[[nodiscard]] ssm::Instant client_clock(Time time);
[[nodiscard]] sandbox::Time agent_clock(Time time);

class Scheduler {
 public:
  using Action = std::move_only_function<void()>;

  [[nodiscard]] Time now() const { return now_; }
  // `time` may be in the past: then it is now, after everything that is due now already.
  void at(Time time, Action action);
  void after(Duration delay, Action action) { at(now_ + delay, std::move(action)); }
  // Runs the next event; false when there is none before or at `limit`, and then it is `limit`.
  bool step(Time limit);
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
  struct Event {
    Time time;
    std::uint64_t order = 0;
    Action action;
  };
  static bool later(const Event& a, const Event& b);

  Time now_ = kStart;
  std::uint64_t order_ = 0;
  std::uint64_t steps_ = 0;
  std::vector<Event> heap_;
};

}  // namespace cloudx::simulation
