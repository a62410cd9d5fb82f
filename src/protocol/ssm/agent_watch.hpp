#pragma once
// Tells when an agent has been silent for so long that it has to be looked at from outside: the
// service keeps a websocket open for a session whose agent is gone. The silence counts while the
// agent owes something (service and agent repeat nothing by themselves) and while we listen.

#include <chrono>
#include <optional>

#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class AgentWatch {
 public:
  explicit AgentWatch(std::chrono::steady_clock::duration patience) : patience_(patience) {}

  // After every event. `waiting`: the agent owes something, and we would hear it; `heard_at`: its
  // last sign of life.
  void update(bool waiting, TimePoint heard_at, TimePoint now);
  // True once, when it is time to look; looked() has to follow.
  [[nodiscard]] bool begin_look(TimePoint now);
  // The look is over. True: the agent has been silent all the while.
  [[nodiscard]] bool looked(TimePoint now);
  // True once for each silence.
  [[nodiscard]] bool begin_report();
  [[nodiscard]] std::optional<TimePoint> deadline() const;

 private:
  std::chrono::steady_clock::duration patience_;
  TimePoint heard_at_;
  std::optional<TimePoint> owed_since_;   // while we could hear it
  std::optional<TimePoint> looking_;      // the last sign of life when the look began
  std::optional<TimePoint> reported_at_;  // the last sign of life at the last report
  int looks_ = 0;                         // in this silence
};

}  // namespace cloudx::ssm
