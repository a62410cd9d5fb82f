#include "tunnel/clock.hpp"

#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace cloudx::tunnel {
namespace {

class SystemTimer final : public Timer {
 public:
  explicit SystemTimer(const boost::asio::any_io_executor& executor)
      : state_(std::make_shared<State>(executor)) {}
  SystemTimer(const SystemTimer&) = delete;
  SystemTimer& operator=(const SystemTimer&) = delete;
  ~SystemTimer() override { SystemTimer::cancel(); }

  void set(ssm::TimePoint at, std::function<void()> on_time) override {
    const auto setting = ++state_->setting;
    state_->timer.expires_at(at);
    state_->timer.async_wait([state = state_, setting, on_time = std::move(on_time)](
                                 const boost::system::error_code& error) {
      // An expiry that was already queued when the timer was set anew brings no error.
      if (!error && state->setting == setting) on_time();
    });
  }

  void cancel() override {
    ++state_->setting;
    state_->timer.cancel();
  }

 private:
  struct State {
    explicit State(const boost::asio::any_io_executor& executor) : timer(executor) {}
    boost::asio::steady_timer timer;
    std::uint64_t setting = 0;
  };
  std::shared_ptr<State> state_;  // outlives this object until the handler has run
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
