#include "async/alarm.hpp"

#include <cstdint>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace cloudx::async {

struct Alarm::State {
  explicit State(const boost::asio::any_io_executor& executor) : timer(executor) {}
  boost::asio::steady_timer timer;
  std::uint64_t setting = 0;
};

Alarm::Alarm(const boost::asio::any_io_executor& executor)
    : state_(std::make_shared<State>(executor)) {}

Alarm::~Alarm() {
  cancel();
}

void Alarm::set(TimePoint at, std::function<void()> on_time) {
  const auto setting = ++state_->setting;
  state_->timer.expires_at(at);
  state_->timer.async_wait([state = state_, setting,
                            on_time = std::move(on_time)](const boost::system::error_code& error) {
    if (!error && state->setting == setting) on_time();
  });
}

void Alarm::cancel() {
  ++state_->setting;
  state_->timer.cancel();
}

}  // namespace cloudx::async
