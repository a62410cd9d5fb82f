#pragma once
// Time for the driver, behind an interface so that tests run on their own.

#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "protocol/ssm/time.hpp"

namespace cloudx::tunnel {

class Timer {
 public:
  virtual ~Timer() = default;  // cancels
  // Replaces an earlier setting. `on_time` runs on the executor, never inside set().
  virtual void set(ssm::TimePoint at, std::function<void()> on_time) = 0;
  virtual void cancel() = 0;
};

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual ssm::Instant now() = 0;
  [[nodiscard]] virtual std::unique_ptr<Timer> timer() = 0;
};

[[nodiscard]] std::unique_ptr<Clock> make_system_clock(boost::asio::any_io_executor executor);

}  // namespace cloudx::tunnel
