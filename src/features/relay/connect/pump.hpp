#pragma once
// Carries bytes between stdin and stdout and a socket, each direction until its own end.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "os/streams/local_pipe.hpp"

namespace cloudx::relay {

using StreamSocket = boost::asio::generic::stream_protocol::socket;

enum class FirstEnd : std::uint8_t { local, remote };

struct Pumped {
  FirstEnd first = FirstEnd::local;
  bool heard = false;  // a byte came from the other side
};

// Returns once both directions have ended, with the one that ended first, or when nobody takes what
// the other side sends. The end of one direction is passed on, and the other one goes on, unless
// the other side ended without a word: an SSH server speaks first. Errc::interrupted when the
// deadline's stop is requested.
boost::asio::awaitable<Result<Pumped>> pump(os::LocalPipe& pipe, StreamSocket socket,
                                            async::Deadline deadline);

}  // namespace cloudx::relay
