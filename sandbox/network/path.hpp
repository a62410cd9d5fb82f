#pragma once
// The network between client and agent as a model: says of each message when it arrives, or that it
// never does. Pure: the caller brings the time, so the same seed and the same messages give the
// same answers in a simulation and in the gateway. A message costs constant time and no memory.
//
// On its way to the agent a message passes, in this order: the bottleneck with its queue, half the
// round trip, an agent that may not be listening. On its way back: the other direction's bottleneck
// and half the round trip. Order is kept, as a TCP connection does.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>

namespace cloudx::sandbox {

using PathClock = std::chrono::steady_clock;

// The agent hears nothing for a while: with a stuck destination it stops reading (messages wait),
// before it has reached its destination it forgets what comes (messages are lost).
struct AgentSilence {
  PathClock::duration at{};  // after the first message of the session
  PathClock::duration length{};
  bool forgets = false;
};

struct PathOptions {
  PathClock::duration round_trip{};  // half of it each way
  double rate = 0;                   // bytes per second, each way; 0: no bottleneck
  std::size_t queue = 0;             // bytes before the bottleneck, more are dropped; 0: no limit
  double loss_to_agent = 0;          // probability for each message
  double loss_to_client = 0;
  PathClock::duration jitter{};  // up to as much extra delay, drawn anew every 10 ms
  PathClock::duration tick{};    // messages arrive together at multiples of this time
  std::optional<AgentSilence> silence = std::nullopt;
  std::uint64_t seed = 1;

  // False for the default: every message arrives at once.
  [[nodiscard]] bool shapes() const;
};

class Path {
 public:
  enum class Direction : std::uint8_t { to_agent, to_client };
  enum class Verdict : std::uint8_t { delivered, dropped };
  struct Delivery {
    Verdict verdict = Verdict::delivered;
    PathClock::time_point at;  // of the delivery
  };

  explicit Path(PathOptions options);

  // `now` must not go back. `size` is that of the whole websocket message.
  [[nodiscard]] Delivery on_message(Direction direction, PathClock::time_point now,
                                    std::size_t size);
  // Bytes before the bottleneck.
  [[nodiscard]] double queued(Direction direction, PathClock::time_point now) const;

 private:
  using Time = PathClock::time_point;
  struct Way {
    Time free;  // when the bottleneck has sent all it has
    Time last;  // latest delivery
    Time jitter_until;
    PathClock::duration jitter{};
  };

  [[nodiscard]] bool happens(double probability);
  [[nodiscard]] double fraction();  // of [0, 1)
  [[nodiscard]] std::optional<Time> pass_bottleneck(Way& way, Time now, std::size_t size) const;
  [[nodiscard]] std::optional<Time> hear(Time now) const;
  [[nodiscard]] Time arrive(Way& way, Time now);

  PathOptions options_;
  std::mt19937_64 random_;
  Way to_agent_;
  Way to_client_;
  std::optional<Time> started_;
};

}  // namespace cloudx::sandbox
