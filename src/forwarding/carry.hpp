#pragma once
// One local connection through the multiplexer, from its first byte to its last.

#include <chrono>
#include <cstdint>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "forwarding/mux_pipe.hpp"
#include "os/streams/listener.hpp"

namespace cloudx::forwarding {

struct Carried {
  std::uint64_t sent = 0;      // bytes from the local side
  std::uint64_t received = 0;  // bytes for it
  bool complete = false;       // both ends have closed it, rather than the session
};

// A local side that has been told the end gets so long to close, and to read what came before a
// session was over. To close before it has read all would take from it what it has not read
// (RFC 1122, 4.2.2.13).
inline constexpr std::chrono::milliseconds kLingerTime{3000};

// Returns when the connection is closed on both ends, or the session is over. What the far end has
// sent before its end reaches the local side; where the session is over the local side sees a
// reset, at the latest after `linger`. `first`: what has been read from the local side already.
[[nodiscard]] boost::asio::awaitable<Carried> carry(boost::asio::any_io_executor executor,
                                                    std::shared_ptr<MuxPipe> mux,
                                                    os::LocalSocket socket, Bytes first,
                                                    std::chrono::milliseconds linger = kLingerTime);

}  // namespace cloudx::forwarding
