#pragma once
// What a client of SOCKS wants, asked on its connection (protocol/socks/server.hpp).

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "os/streams/listener.hpp"
#include "protocol/socks/server.hpp"

namespace cloudx::forward {

struct Negotiated {
  socks::Server server;  // knows the destination, and how to answer
  Bytes rest;            // what came behind the request
};

// Until the request is complete; it is not answered yet. Errc::protocol, unsupported, io, timeout:
// the client has been told, as far as it can be.
[[nodiscard]] boost::asio::awaitable<Result<Negotiated>> negotiate(os::LocalSocket& socket,
                                                                   async::Deadline deadline);

// Writes the answer to the request. Errc::io.
[[nodiscard]] boost::asio::awaitable<Result<void>> answer(os::LocalSocket& socket, Bytes text);

}  // namespace cloudx::forward
