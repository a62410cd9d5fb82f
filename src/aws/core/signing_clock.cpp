#include "aws/core/signing_clock.hpp"

#include <algorithm>
#include <array>

namespace cloudx::aws {

namespace {

// Always about the time.
constexpr std::array<std::string_view, 3> kClockCodes = {"RequestExpired", "RequestInTheFuture",
                                                         "RequestTimeTooSkewed"};
// About the time only if it is wrong indeed.
constexpr std::array<std::string_view, 3> kMaybeClockCodes = {
    "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"};
constexpr std::chrono::minutes kSuspicious{4};

}  // namespace

SigningClock SigningClock::system() {
  return SigningClock(
      [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); });
}

void SigningClock::observe(const HttpResponse& response) {
  const auto date = parse_http_date(response.header("date"));
  if (date) offset_ = *date - local_();
}

bool SigningClock::explains(const Error& error, Timestamp signed_time) const {
  const auto is_code = [&](std::string_view code) { return code == error.service_code; };
  const auto difference = std::chrono::abs(now() - signed_time);
  if (std::ranges::any_of(kClockCodes, is_code)) return difference > std::chrono::seconds(0);
  return std::ranges::any_of(kMaybeClockCodes, is_code) && difference > kSuspicious;
}

}  // namespace cloudx::aws
