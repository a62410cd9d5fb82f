#pragma once
// When a call that has failed, with all the attempts that one call has, is worth another: AWS
// allows so many calls a second, and of many connections that begin at once some wait longer than
// that.

#include <chrono>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"

namespace cloudx::session {

enum class RetryScope {
  throttled,  // for half a minute: AWS says itself that the call may be made later
  transient,  // for an instance that starts: whatever passes with time, until the deadline
};

class CallRetry {
 public:
  // `what` is told while it waits ("starting the session"). `progress` must outlive this object.
  CallRetry(std::string what, RetryScope scope, Progress& progress, async::Deadline deadline)
      : what_(std::move(what)),
        scope_(scope),
        progress_(progress),
        deadline_(std::move(deadline)) {}

  // Waits, a little longer each time. False: the error is final, or there is no time left. True as
  // well when the deadline's stop is requested: the next call says so.
  [[nodiscard]] boost::asio::awaitable<bool> after(const Error& error);

 private:
  std::string what_;
  RetryScope scope_;
  Progress& progress_;
  async::Deadline deadline_;
  std::chrono::steady_clock::time_point first_ = std::chrono::steady_clock::time_point::max();
  std::chrono::milliseconds interval_{500};
};

}  // namespace cloudx::session
