#pragma once
// Wakes one coroutine that waits for a change. A notify with nobody waiting is kept for the next
// wait; several count as one, so the waiter always looks at the state itself.

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::async {

class Notify {
 public:
  explicit Notify(const boost::asio::any_io_executor& executor)
      : timer_(executor, std::chrono::steady_clock::time_point::max()) {}

  void notify() {
    if (notified_) return;
    notified_ = true;
    timer_.cancel();
  }

  boost::asio::awaitable<void> wait() {
    if (!notified_) {
      co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    notified_ = false;
  }

 private:
  boost::asio::steady_timer timer_;  // never expires
  bool notified_ = false;
};

}  // namespace cloudx::async
