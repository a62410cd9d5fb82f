#pragma once
// Wakes one coroutine that waits for a change. A raise with nobody waiting is kept for the next
// wait; several count as one, so the waiter always looks at the state itself.

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::tunnel {

class Signal {
 public:
  explicit Signal(const boost::asio::any_io_executor& executor)
      : timer_(executor, std::chrono::steady_clock::time_point::max()) {}

  void raise() {
    if (raised_) return;
    raised_ = true;
    timer_.cancel();
  }

  boost::asio::awaitable<void> wait() {
    if (!raised_) {
      co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    raised_ = false;
  }

 private:
  boost::asio::steady_timer timer_;  // never expires
  bool raised_ = false;
};

}  // namespace cloudx::tunnel
