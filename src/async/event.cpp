#include "async/event.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/cancel_on_expiry.hpp"

namespace cloudx::async {

boost::asio::awaitable<Result<void>> Event::wait(Deadline deadline) {
  const CancelOnExpiry watch(timer_.get_executor(), deadline, [this] { timer_.cancel(); });
  if (!happened_ && !watch.spent()) {
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
  if (happened_) co_return Result<void>{};
  co_return watch.failure("waiting", Errc::interrupted, "ended");
}

}  // namespace cloudx::async
