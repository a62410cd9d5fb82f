#pragma once
// What one run is made of; all of it follows from the seed.

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/ssm/channel.hpp"
#include "simulation/scheduler.hpp"

namespace cloudx::simulation {

// How often the service does it to a message, in one direction.
struct MessageFaults {
  double drop = 0;
  double twice = 0;
  double reorder = 0;
  double delay = 0;
  double truncate = 0;
  double corrupt = 0;
  Duration longest_delay{};
};

// Something that comes again and again, after `gap` on average, and lasts up to `longest`.
struct Disturbance {
  enum class Kind : std::uint8_t {
    cut,          // the client's websocket; noticed by the client after up to `longest`
    bye,          // the client's websocket is closed in order
    black_hole,   // nothing gets through to the client and back, until it does
    agent_cut,    // the agent's websocket
    publication,  // a pause, with both ends there
    late_pause,   // the client is told of one that is over already
    outage,       // nobody gets a new websocket
    asleep,       // the client's machine
    stuck,        // the target takes nothing
    slow_reader,  // of the client's output
  };
  Kind kind = Kind::cut;
  Duration gap{};
  Duration longest{};
};

// The agent's message with this number is lost, whenever it is sent, until the agent has sent
// `behind` messages that come after it. A negative number: none is.
struct LostOutput {
  std::int64_t number = -1;
  std::int64_t behind = 0;
};

// A source of bytes: bursts of one of three sizes.
struct Traffic {
  Duration gap{};
  std::uint64_t largest = 0;  // of a bulk burst
};

enum class Ending : std::uint8_t {
  delivered,      // everything is delivered after the last fault; then the target closes
  quiet,          // the same, but it is the local input that ends
  target_closes,  // at any time, the following too
  target_refuses,
  input_ends,
  output_lost,
  stopped,
  worker_killed,   // the session's process at the agent
  target_is_mute,  // takes nothing any more, for ever
  service_is_gone,
};
[[nodiscard]] std::string_view name(Ending ending);

struct Scenario {
  std::uint64_t seed = 0;
  std::string agent_version;
  std::size_t agent_repeats = 1;  // of the oldest messages, at each of its checks
  ssm::ChannelOptions channel;
  Duration latency{};                      // one way
  Duration jitter{};                       // more, but in order
  std::uint64_t bytes_per_second = 0;      // of the client's way up; 0: no limit
  std::uint64_t reader_per_second = 0;     // of the client's output; 0: no limit
  Duration connect_delay{};                // of the target
  Duration gate_delay{};                   // before the local side may be used
  Duration faults_from{};                  // since the start
  Duration horizon{};                      // when the faults stop, or the session is ended
  Duration latest_timer{};                 // how late a timer may be
  double late_timers = 0;                  // how many are
  std::size_t largest_payload = SIZE_MAX;  // that the service lets through to the agent
  bool cuts_when_too_large = false;        // the websocket; otherwise such a message is dropped
  Duration token_life{};                   // zero: for ever
  double resume_fails = 0;
  double dial_fails = 0;
  bool client_told = false;  // pause and start publication for the client, when the agent is away
  bool agent_told = false;   // the same for the agent
  MessageFaults to_agent;
  MessageFaults to_client;
  LostOutput lost_output;
  std::vector<Disturbance> disturbances;
  Traffic up;
  Traffic down;
  Ending ending = Ending::delivered;

  [[nodiscard]] bool answers_duplicates() const;
  [[nodiscard]] bool understands_terminate() const;
};

[[nodiscard]] Scenario make_scenario(std::uint64_t seed);

// Nothing goes wrong by itself in it: for runs with a fault at a chosen place.
[[nodiscard]] Scenario calm_scenario();

}  // namespace cloudx::simulation
