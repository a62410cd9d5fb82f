#include "tunnel/clock.hpp"

#include <utility>

#include "async/alarm.hpp"

namespace cloudx::tunnel {
namespace {

class SystemTimer final : public Timer {
 public:
  explicit SystemTimer(const boost::asio::any_io_executor& executor) : alarm_(executor) {}

  void set(ssm::TimePoint at, std::function<void()> on_time) override {
    alarm_.set(at, std::move(on_time));
  }
  void cancel() override { alarm_.cancel(); }

 private:
  async::Alarm alarm_;
};

class SystemClock final : public Clock {
 public:
  explicit SystemClock(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  ssm::Instant now() override {
    const auto unix_time = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(unix_time).count();
    return {std::chrono::steady_clock::now(), static_cast<std::uint64_t>(ms)};
  }
  std::unique_ptr<Timer> timer() override { return std::make_unique<SystemTimer>(executor_); }

 private:
  boost::asio::any_io_executor executor_;
};

}  // namespace

std::unique_ptr<Clock> make_system_clock(boost::asio::any_io_executor executor) {
  return std::make_unique<SystemClock>(std::move(executor));
}

}  // namespace cloudx::tunnel
