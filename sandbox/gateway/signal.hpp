#pragma once
// Wakes the coroutines that wait for a state to change. Wait in a loop that looks at the state.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace cloudx::sandbox {

class Signal {
 public:
  explicit Signal(const boost::asio::any_io_executor& executor);
  void notify() { timer_.cancel(); }
  boost::asio::awaitable<void> wait();

 private:
  boost::asio::steady_timer timer_;
};

}  // namespace cloudx::sandbox
