#pragma once
// Whether the destination of a session takes connections, which the multiplexer has no message for.
//
// The agent dials for one stream after the other, in their order, and closes the one whose dial has
// failed before it goes on to the next (docs/smux.md). Two streams are opened, and the second one
// is finished at once: the agent closes that one whatever becomes of its dial. When it has done so,
// the first one has been dialled for, and if it is still open then, the destination has accepted
// it. No byte is sent, and nothing depends on how long anything takes.

#include <cstdint>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "forwarding/mux_pipe.hpp"

namespace cloudx::forwarding {

enum class Probed : std::uint8_t {
  accepted,  // it is still open, or has sent something
  closed,    // refused, or accepted and closed again without a byte: the two look alike
  over,      // the session has ended, or takes no more connections
};

// Errc::timeout where the agent has not answered by the deadline: it still dials.
// Errc::interrupted.
[[nodiscard]] boost::asio::awaitable<Result<Probed>> probe(boost::asio::any_io_executor executor,
                                                           std::shared_ptr<MuxPipe> mux,
                                                           async::Deadline deadline);

}  // namespace cloudx::forwarding
