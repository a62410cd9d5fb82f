#pragma once
// The event loop of the program's one thread, run around one task at a time.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"

namespace cloudx::async {

using MainTask = std::function<boost::asio::awaitable<Result<void>>(
    boost::asio::any_io_executor executor, std::stop_token stop)>;

// Runs `task` to its end. SIGINT, SIGTERM and SIGHUP request a stop, as far as they were not
// ignored on arrival. Who sends the same one again after a second (SIGHUP apart) does not want to
// wait: Errc::interrupted, and the program has to end, because the task is left as it stands.
[[nodiscard]] Result<void> run_to_end(const MainTask& task);

// The same for a task that can pass on an interrupt from the keyboard: `on_interrupt` is called for
// each SIGINT, and true means that it was passed on, so that it is no request to stop.
// `Ignored::taken_too`: signals that were ignored on arrival count, too.
enum class Ignored : std::uint8_t { left_alone, taken_too };
[[nodiscard]] Result<void> run_to_end(const MainTask& task, std::function<bool()> on_interrupt,
                                      Ignored ignored = Ignored::left_alone);

// Runs a service: SIGHUP is no request to stop, `on_hangup` is called for each one instead.
[[nodiscard]] Result<void> run_service_to_end(const MainTask& task,
                                              std::function<void()> on_hangup);

template <class Value>
using TimedTask = std::function<boost::asio::awaitable<Result<Value>>(Deadline)>;

template <class Value>
boost::asio::awaitable<Result<void>> store_result(const TimedTask<Value>& call, Deadline deadline,
                                                  std::optional<Result<Value>>& into) {
  into.emplace(co_await call(std::move(deadline)));
  co_return Result<void>{};
}

// One call of a program that asks and waits in turns, within `limit`. The call's deadline also has
// the stop that signals request.
template <class Value>
[[nodiscard]] Result<Value> wait_for(std::chrono::steady_clock::duration limit,
                                     const TimedTask<Value>& call) {
  std::optional<Result<Value>> result;
  const auto ended = run_to_end([&](const boost::asio::any_io_executor&, std::stop_token stop) {
    Deadline deadline;
    deadline.stop = std::move(stop);
    return store_result<Value>(call, deadline.at_most(limit), result);
  });
  if (!ended) return std::unexpected(ended.error());
  return std::move(*result);
}

}  // namespace cloudx::async
