#pragma once
// Wakes the coroutines that wait for a state to change. Wait in a loop that looks at the state.

#include <cstddef>
#include <functional>

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

// Lets whatever is ready run first, for as long as that makes `size()` grow and less than `enough`:
// what has arrived by then is handled before the first of it is answered, so that the answers go
// out together.
boost::asio::awaitable<void> gather(boost::asio::any_io_executor executor,
                                    std::function<std::size_t()> size, std::size_t enough);

}  // namespace cloudx::sandbox
