#pragma once

#include <chrono>

#include <boost/asio/awaitable.hpp>

#include "async/budget.hpp"
#include "base/error.hpp"

namespace cloudx::async {

// Waits `duration`, or fails with Errc::timeout / Errc::interrupted when the budget ends first.
boost::asio::awaitable<Result<void>> sleep_for(std::chrono::steady_clock::duration duration,
                                               Budget budget);

}  // namespace cloudx::async
