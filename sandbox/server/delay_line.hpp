#pragma once
// An artificial round-trip time: a TCP relay in front of a listener that hands every byte on after
// half of it, in each direction. The kernel has finished the TCP handshake on loopback at once, so
// that the first bytes of a connection wait for one round trip more. It can also fall silent for a
// while, as a network does that loses every packet.

#include <chrono>
#include <cstdint>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "base/error.hpp"
#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

// Read for every piece of data, so it may change at any time.
struct LineState {
  Duration round_trip{};
  std::chrono::steady_clock::time_point silent_until;  // what comes earlier is held until then
};

class DelayLine {
 public:
  virtual ~DelayLine() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
};

// Listens on 127.0.0.1 `port` (0: any) and relays to 127.0.0.1 `to_port`.
[[nodiscard]] Result<std::unique_ptr<DelayLine>> make_delay_line(
    const boost::asio::any_io_executor& executor, std::uint16_t port, std::uint16_t to_port,
    std::shared_ptr<const LineState> state);

}  // namespace cloudx::sandbox
