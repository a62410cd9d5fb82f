#pragma once
// One bulk upload over a modelled path, in virtual time: the real send window with its congestion
// controller on one side, an agent that acknowledges whatever arrives on the other, and a key that
// is struck now and then.

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "sandbox/network/path.hpp"
#include "simulation/congestion/histogram.hpp"

namespace cloudx::simulation {

struct TransferOptions {
  sandbox::PathOptions path;
  std::size_t payload = 1024;
  // As `connect` does by default: 900 messages a second, larger payloads in steps.
  bool paced = false;
  double message_limit = 0;  // messages a second that the service takes; 0: any number
  std::chrono::milliseconds length{10'000};
  std::chrono::milliseconds settling{2'000};  // not counted in `settled`
  std::chrono::milliseconds key_every{97};
  // The source has nothing for `off` after each `on`; off 0: it always has.
  std::chrono::milliseconds on{0};
  std::chrono::milliseconds off{0};
};

struct TransferResult {
  double share = 0;    // of what the path could carry, start included
  double settled = 0;  // the same after TransferOptions::settling
  bool killed = false;
  std::uint64_t messages = 0;  // of bulk, delivered
  std::uint64_t repeats = 0;
  Histogram queueing;  // ms that each message waits behind others on the path
  Histogram keys;      // ms from a key's stroke to its arrival, less half the base round trip
  double rate = 0;     // the controller's at the end, bytes per second
  double base_ms = 0;
  std::size_t window = 0;
};

[[nodiscard]] TransferResult run_transfer(const TransferOptions& options);

}  // namespace cloudx::simulation
