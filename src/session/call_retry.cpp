#include "session/call_retry.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "aws/core/retry.hpp"
#include "base/crypto.hpp"

namespace cloudx::session {

namespace {

constexpr std::chrono::milliseconds kLongestInterval{4000};
// A hundred connections at once get through meanwhile; who is throttled for longer waits in vain.
constexpr std::chrono::seconds kThrottledLimit{30};

bool is_worth_it(const Error& error, RetryScope scope) {
  return scope == RetryScope::transient ? aws::is_transient(error) : aws::is_throttled(error);
}

}  // namespace

boost::asio::awaitable<bool> CallRetry::after(const Error& error) {
  if (!is_worth_it(error, scope_)) co_return false;
  const auto now = std::chrono::steady_clock::now();
  first_ = std::min(first_, now);
  if (now >= deadline_.expiry) co_return false;
  if (scope_ == RetryScope::throttled && now - first_ >= kThrottledLimit) co_return false;
  progress_.status(
      fmt::format("{}: AWS {}, asking again", what_,
                  aws::is_throttled(error) ? "asks to slow down" : "does not answer well"),
      false);
  progress_.detail(error.message);
  // Others that were refused at the same time come back at another.
  const auto pause = interval_ * (0.5 + random_unit());
  interval_ = std::min(interval_ * 2, kLongestInterval);
  const auto slept = co_await async::sleep_for(
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(pause), deadline_);
  co_return slept || slept.error().kind == Errc::interrupted;
}

}  // namespace cloudx::session
