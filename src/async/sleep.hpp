#pragma once

#include <chrono>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"

namespace cloudx::async {

// Waits `duration`, or fails with Errc::timeout / Errc::interrupted when the deadline passes first.
boost::asio::awaitable<Result<void>> sleep_for(std::chrono::steady_clock::duration duration,
                                               Deadline deadline);

}  // namespace cloudx::async
