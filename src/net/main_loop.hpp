#pragma once
// The event loop of the program's one thread, run around one task at a time.

#include <functional>
#include <stop_token>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"

namespace cloudx::net {

using MainTask = std::function<boost::asio::awaitable<Result<void>>(
    boost::asio::any_io_executor executor, std::stop_token stop)>;

// Runs `task` to its end. SIGINT, SIGTERM and SIGHUP request a stop, as far as they were not
// ignored on arrival. Who sends the same one twice (SIGHUP apart) does not want to wait:
// Errc::interrupted, and the program has to end, because the task is left as it stands.
[[nodiscard]] Result<void> run_to_end(const MainTask& task);

}  // namespace cloudx::net
