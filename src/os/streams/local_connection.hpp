#pragma once
// Connections to sockets that have a path instead of an address.

#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include "base/error.hpp"

namespace cloudx::os {

// Errc::connect where that does not work; the message is the reason alone.
[[nodiscard]] boost::asio::awaitable<Result<boost::asio::generic::stream_protocol::socket>>
connect_local(boost::asio::any_io_executor executor, std::string path);

}  // namespace cloudx::os
