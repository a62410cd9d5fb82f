#pragma once
// Something that happens once and that coroutines wait for. One thread only.

#include <chrono>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"

namespace cloudx::async {

class Event {
 public:
  explicit Event(const boost::asio::any_io_executor& executor)
      : timer_(executor, std::chrono::steady_clock::time_point::max()) {}

  void set() {
    happened_ = true;
    timer_.cancel();
  }
  [[nodiscard]] bool happened() const { return happened_; }

  // Returns when set() has been called, at once if it was before. Errc::timeout, Errc::interrupted.
  boost::asio::awaitable<Result<void>> wait(Deadline deadline);

 private:
  boost::asio::steady_timer timer_;  // never expires; cancelled by set()
  bool happened_ = false;
};

}  // namespace cloudx::async
