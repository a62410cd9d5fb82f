#pragma once
// Connections to a program of this machine that this one has started.

#include <filesystem>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include "base/error.hpp"

namespace cloudx::os {

// Where such a program is to listen, as ssh has it in a forward (ssh(1), -L): the path of a socket
// in `folder`, which is private; on Windows, whose ssh knows none, "127.0.0.1:49231", a port that
// was free a moment ago, and which others on the machine can reach, too. Errc::connect.
[[nodiscard]] Result<std::string> make_local_end(const std::filesystem::path& folder);

// To what make_local_end() has named. Errc::connect where that does not work; the message is the
// reason alone.
[[nodiscard]] boost::asio::awaitable<Result<boost::asio::generic::stream_protocol::socket>>
connect_local(boost::asio::any_io_executor executor, std::string end);

}  // namespace cloudx::os
