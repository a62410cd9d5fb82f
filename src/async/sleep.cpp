#include "async/sleep.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/cancel_on_expiry.hpp"

namespace cloudx::async {

boost::asio::awaitable<Result<void>> sleep_for(std::chrono::steady_clock::duration duration,
                                               Deadline deadline) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, duration);
  const CancelOnExpiry watch(executor, deadline, [&timer] { timer.cancel(); });
  if (!watch.spent()) {
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
  if (watch.spent()) co_return watch.failure("waiting", Errc::timeout, "");
  co_return Result<void>{};
}

}  // namespace cloudx::async
