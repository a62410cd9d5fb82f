#pragma once
// The multiplexer's server at the agent (agent/session/plugins/port/port_mux.go, xtaci/smux with
// its default configuration): a target whose bytes are frames, behind which each stream is a
// connection of its own.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "sandbox/agent/target.hpp"

namespace cloudx::sandbox {

struct MuxOptions {
  bool keepalive = false;
  std::chrono::milliseconds idle_interval{10'000};  // between two NOPs
  // The session ends where no frame comes for that long.
  std::chrono::milliseconds idle_limit{30'000};
  std::int64_t receive_buffer = 4 << 20;  // of all streams together, in bytes
};

// What becomes of it; each may be called at any time until the target is closed.
struct MuxEvents {
  std::function<void()> dial_failed = [] {};
  // The receive buffer is full: nothing more is read until somebody takes from it.
  std::function<void()> stalled = [] {};
  std::function<void(std::string)> broken = [](const std::string&) {};  // why it has ended
};

using Dial = std::function<boost::asio::awaitable<Result<std::unique_ptr<Target>>>()>;

[[nodiscard]] std::unique_ptr<Target> make_mux_target(const boost::asio::any_io_executor& executor,
                                                      Dial dial, MuxEvents events,
                                                      MuxOptions options);

}  // namespace cloudx::sandbox
