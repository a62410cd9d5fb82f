#pragma once
// The "standard" retry mode of the AWS SDKs (AWS SDKs and Tools Reference Guide, "Retry behavior"):
// which failures are worth another attempt, and after what delay. Pure: time is the caller's.

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "base/http.hpp"

namespace cloudx::aws {

// How far a call may be repeated when no answer came.
enum class RetrySafety {
  idempotent,
  // The request may have taken effect and nothing would tell: not after a timeout.
  not_after_timeout,
};

enum class RetryReason { none, no_response, timeout, transient, throttled };
[[nodiscard]] RetryReason retry_reason(const Error& error, RetrySafety retry_safety);

// AWS has refused the call because there were too many; it may be made a little later.
[[nodiscard]] bool is_throttled(const Error& error);
// True for those who wait anyway: whatever says nothing about the call itself, an answer that
// was lost or not understood, a network that is away, a service that has trouble.
[[nodiscard]] bool is_transient(const Error& error);

// The service may have carried out a call that ended so. An answer that refuses it settles that for
// one attempt, not for those before it.
[[nodiscard]] bool may_have_taken_effect(const Error& error);

// Codes that say: these credentials have expired, fetch others and try once more.
[[nodiscard]] bool wants_fresh_credentials(std::string_view service_code);

// The x-amz-retry-after header (milliseconds), if it is there and a number.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after(const HttpResponse& response);

// Limits retries over all calls of one client, so that an outage is not made worse.
class RetryTokens {
 public:
  [[nodiscard]] bool take(int cost);
  void give_back(int tokens);
  [[nodiscard]] int left() const { return tokens_; }

 private:
  static constexpr int kCapacity = 500;
  int tokens_ = kCapacity;
};

// The attempts of one call.
class Retries {
 public:
  // `random` yields numbers in [0, 1); `tokens` must outlive this object.
  Retries(int max_attempts, RetryTokens& tokens, std::function<double()> random);

  // After a failed attempt: how long to wait before the next, or nullopt: give up.
  [[nodiscard]] std::optional<std::chrono::milliseconds> after_failure(
      const Error& error, RetrySafety retry_safety,
      std::optional<std::chrono::milliseconds> server_delay);
  void after_success();
  [[nodiscard]] int attempts() const { return attempts_; }

 private:
  int max_attempts_;
  RetryTokens& tokens_;
  std::function<double()> random_;
  int attempts_ = 0;
  int last_cost_ = 0;
};

}  // namespace cloudx::aws
