#pragma once
// A port on which plain ssh reaches an instance's server, past everything that is AWS: what a
// tunnel's speed is compared with.

#include <functional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"

namespace cloudx::sandbox {

// Starts the server for one connection; the descriptor stays the caller's.
using StartServer = std::function<void(int socket)>;

// Listens on a free port of 127.0.0.1, which it returns; serves while the executor runs.
[[nodiscard]] Result<std::uint16_t> listen_for_ssh(const boost::asio::any_io_executor& executor,
                                                   StartServer start);

}  // namespace cloudx::sandbox
