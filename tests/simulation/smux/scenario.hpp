#pragma once
// What one run is made of: all of it follows from the seed.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "protocol/smux/multiplexer.hpp"
#include "simulation/random.hpp"
#include "simulation/scheduler.hpp"

namespace cloudx::smux_simulation {

using simulation::Duration;
using simulation::Random;
using namespace std::chrono_literals;

// What one connection does, at both of its ends.
struct Plan {
  enum class End : std::uint8_t {
    destination_closes,  // after its answer
    half_close,          // the local side ends its input and gets the whole answer
    slow_half_close,     // as before, but the answer pauses for about the grace time
    local_closes,        // as soon as it has written all
    local_resets,        // at some time, whatever was done
  };
  End end = End::destination_closes;
  Duration starts{};
  std::size_t upload = 0;
  std::size_t download = 0;
  std::size_t answer_after = 0;  // bytes of the upload that the destination waits for

  std::size_t write_size = 1;  // the local side writes so much at once
  Duration think{};            // between its writes
  Duration local_stall{};      // it reads nothing before
  Duration resets{};           // after it has started

  bool refused = false;  // the destination does not listen
  Duration dial{};
  Duration read_lag{};  // until the destination reads what has come
  Duration read_stall{};
  std::size_t answer_size = 1;
  Duration answer_pause{};
};

struct Scenario {
  std::uint64_t seed = 0;
  smux::MultiplexerOptions options;
  std::vector<Plan> plans;
  // No destination takes longer to be reached or to read than a byte takes to get there: then the
  // agent's bucket must never be empty.
  bool prompt = false;

  Duration latency{};            // of each direction
  std::uint64_t bytes_per_ms{};  // likewise
  std::size_t window = 0;        // bytes in the transport that are not acknowledged
  std::size_t piece = 0;         // bytes of a message upwards, at most

  // No answer that comes without a pause of the destination's own is later than the grace time.
  [[nodiscard]] bool answers_in_time() const { return prompt && bytes_per_ms >= 20'000; }
};

[[nodiscard]] Scenario make_scenario(std::uint64_t seed);

}  // namespace cloudx::smux_simulation
