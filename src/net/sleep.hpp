#pragma once

#include <chrono>

#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "net/budget.hpp"

namespace cloudx::net {

// Waits `duration`, or fails with Errc::timeout / Errc::interrupted when the budget ends first.
boost::asio::awaitable<Result<void>> sleep_for(std::chrono::steady_clock::duration duration,
                                               Budget budget);

}  // namespace cloudx::net
