#include "async/cancel_on_expiry.hpp"

#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

namespace cloudx::async {

struct CancelOnExpiry::State : std::enable_shared_from_this<State> {
  explicit State(const boost::asio::any_io_executor& executor) : timer(executor) {}

  void spend(Errc why) {
    if (over || spent) return;
    spent = why;
    if (cancel) std::exchange(cancel, nullptr)();
  }

  boost::asio::steady_timer timer;
  std::function<void()> cancel;
  std::optional<Errc> spent;
  bool over = false;  // the operation ended; a late timer or stop must not touch it
  std::optional<std::stop_callback<std::function<void()>>> on_stop;
};

CancelOnExpiry::CancelOnExpiry(const boost::asio::any_io_executor& executor,
                               const Deadline& deadline, std::function<void()> cancel)
    : state_(std::make_shared<State>(executor)) {
  state_->cancel = std::move(cancel);
  if (deadline.expiry != std::chrono::steady_clock::time_point::max()) {
    state_->timer.expires_at(deadline.expiry);
    state_->timer.async_wait([state = state_](const boost::system::error_code& error) {
      if (!error) state->spend(Errc::timeout);
    });
  }
  if (deadline.stop.stop_possible()) {
    state_->on_stop.emplace(deadline.stop,
                            [state = state_.get()] { state->spend(Errc::interrupted); });
  }
}

CancelOnExpiry::~CancelOnExpiry() {
  state_->over = true;
  state_->on_stop.reset();
  state_->cancel = nullptr;
  state_->timer.cancel();
}

std::optional<Errc> CancelOnExpiry::spent() const {
  return state_->spent;
}

std::unexpected<Error> CancelOnExpiry::failure(std::string_view doing, Errc kind,
                                               std::string_view reason) const {
  if (state_->spent == Errc::timeout) {
    return fail(Errc::timeout, fmt::format("{} timed out", doing));
  }
  if (state_->spent == Errc::interrupted) return fail(Errc::interrupted, "interrupted");
  return fail(kind, fmt::format("{}: {}", doing, reason));
}

}  // namespace cloudx::async
