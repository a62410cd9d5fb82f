#include "aws/core/retry.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/transient.hpp"

namespace cloudx::aws {

namespace {

using std::chrono::milliseconds;

constexpr std::array<std::string_view, 14> kThrottling = {"Throttling",
                                                          "ThrottlingException",
                                                          "ThrottledException",
                                                          "RequestThrottledException",
                                                          "RequestThrottled",
                                                          "TooManyRequestsException",
                                                          "ProvisionedThroughputExceededException",
                                                          "TransactionInProgressException",
                                                          "RequestLimitExceeded",
                                                          "BandwidthLimitExceeded",
                                                          "LimitExceededException",
                                                          "SlowDown",
                                                          "PriorRequestNotComplete",
                                                          "EC2ThrottledException"};
constexpr std::array<std::string_view, 4> kTransient = {"RequestTimeout", "RequestTimeoutException",
                                                        "PriorRequestNotComplete",
                                                        "IDPCommunicationError"};  // the last: STS
constexpr std::array<int, 4> kTransientStatus = {500, 502, 503, 504};
// Also without a code that says so: a gateway in front of the service may have sent them.
constexpr std::array<int, 2> kThrottlingStatus = {429, 509};
constexpr std::array<std::string_view, 3> kExpired = {"ExpiredToken", "ExpiredTokenException",
                                                      "RequestExpired"};

constexpr int kRetryCost = 5;
constexpr int kTimeoutCost = 10;
constexpr double kMaxBackoffSeconds = 20;
constexpr milliseconds kMaxExtraServerDelay{5000};

template <class List, class Item>
bool contains(const List& list, const Item& item) {
  return std::ranges::find(list, item) != list.end();
}

// EC2 has no capacity: it says so with status 500, and for more than a moment.
bool is_refusal(const Error& error) {
  return error.service_code.starts_with("Insufficient");
}

}  // namespace

RetryReason retry_reason(const Error& error, RetrySafety retry_safety) {
  if (is_refusal(error)) return RetryReason::none;
  switch (error.kind) {
    // Also when the connection broke after the request was sent: far rarer than a connection that
    // was never made, and what the SDKs do.
    case Errc::connect:
    case Errc::closed:
      return RetryReason::no_response;
    case Errc::timeout:
      return retry_safety == RetrySafety::idempotent ? RetryReason::timeout : RetryReason::none;
    case Errc::service:
      if (contains(kThrottling, error.service_code)) return RetryReason::throttled;
      if (contains(kThrottlingStatus, error.http_status)) return RetryReason::throttled;
      if (contains(kTransient, error.service_code)) return RetryReason::transient;
      return contains(kTransientStatus, error.http_status) ? RetryReason::transient
                                                           : RetryReason::none;
    default:
      return RetryReason::none;
  }
}

bool is_throttled(const Error& error) {
  return retry_reason(error, RetrySafety::idempotent) == RetryReason::throttled;
}

bool is_transient(const Error& error) {
  if (is_network_failure(error.kind) || error.kind == Errc::protocol) return true;
  return (server_may_recover(error.http_status) && !is_refusal(error)) ||
         retry_reason(error, RetrySafety::idempotent) != RetryReason::none;
}

bool may_have_taken_effect(const Error& error) {
  if (error.follows_silence || error.kind == Errc::interrupted) return true;
  return error.kind != Errc::resolve && is_transient(error) && !is_throttled(error);
}

bool wants_fresh_credentials(std::string_view service_code) {
  return contains(kExpired, service_code);
}

std::optional<milliseconds> retry_after(const HttpResponse& response) {
  const std::string_view text = response.header("x-amz-retry-after");
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return milliseconds(value);
}

bool RetryTokens::take(int cost) {
  if (tokens_ < cost) return false;
  tokens_ -= cost;
  return true;
}

void RetryTokens::give_back(int tokens) {
  tokens_ = std::min(tokens_ + tokens, kCapacity);
}

Retries::Retries(int max_attempts, RetryTokens& tokens, std::function<double()> random)
    : max_attempts_(max_attempts), tokens_(tokens), random_(std::move(random)) {}

std::optional<milliseconds> Retries::after_failure(const Error& error, RetrySafety retry_safety,
                                                   std::optional<milliseconds> server_delay) {
  const int retry = attempts_++;
  const RetryReason reason = retry_reason(error, retry_safety);
  if (reason == RetryReason::none || attempts_ >= max_attempts_) return std::nullopt;
  const int cost = reason == RetryReason::timeout ? kTimeoutCost : kRetryCost;
  if (!tokens_.take(cost)) return std::nullopt;
  last_cost_ = cost;
  const double seconds = random_() * std::min(std::ldexp(1.0, retry), kMaxBackoffSeconds);
  const milliseconds backoff(static_cast<milliseconds::rep>(seconds * 1000));
  return std::clamp(server_delay.value_or(backoff), backoff, backoff + kMaxExtraServerDelay);
}

void Retries::after_success() {
  ++attempts_;
  tokens_.give_back(last_cost_ > 0 ? last_cost_ : 1);
}

}  // namespace cloudx::aws
