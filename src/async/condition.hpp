#pragma once
// Wakes the coroutines that wait for a state to change. Wait in a loop that looks at the state: a
// notify() with nobody waiting is not kept. One thread only.

#include <chrono>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::async {

class Condition {
 public:
  explicit Condition(const boost::asio::any_io_executor& executor)
      : timer_(executor, std::chrono::steady_clock::time_point::max()) {}

  void notify() { timer_.cancel(); }

  boost::asio::awaitable<void> wait() {
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }

 private:
  boost::asio::steady_timer timer_;  // never expires; cancelled by notify()
};

}  // namespace cloudx::async
