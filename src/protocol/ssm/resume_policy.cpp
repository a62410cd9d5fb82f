#include "protocol/ssm/resume_policy.hpp"

#include <algorithm>
#include <array>

#include "base/transient.hpp"

namespace cloudx::ssm {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestFirst{50};
constexpr milliseconds kShortest{100};
constexpr milliseconds kLastDelay{15'000};

bool service_may_recover(const Error& error) {
  if (server_may_recover(error.http_status)) return true;
  constexpr std::array<std::string_view, 4> kPassing = {"Throttl", "TooManyRequests",
                                                        "RequestLimitExceeded", "Expired"};
  return std::ranges::any_of(kPassing, [&](std::string_view part) {
    return error.service_code.find(part) != std::string::npos;
  });
}

}  // namespace

std::optional<ResumePolicy::Duration> ResumePolicy::next(TimePoint now, Duration limit) {
  if (!since_) since_ = now;
  if (now - *since_ >= limit) return std::nullopt;
  const int attempt = std::min(attempts_++, 10);
  if (attempt == 0) return std::chrono::duration_cast<Duration>(kLongestFirst * random_());
  const auto delay = std::min(kShortest * (1 << (attempt - 1)), kLastDelay);
  return std::chrono::duration_cast<Duration>(delay * (1.0 + random_()));
}

void ResumePolicy::alive() {
  since_.reset();
  attempts_ = 0;
}

bool may_pass(const Error& error) {
  switch (error.kind) {
    case Errc::protocol:
    case Errc::credentials:  // the user may log in again while we wait
      return true;
    case Errc::service:
      return service_may_recover(error);
    default:
      return is_network_failure(error.kind);
  }
}

bool may_pass_at_first(const Error& error) {
  switch (error.kind) {
    case Errc::connect:
    case Errc::timeout:
    case Errc::closed:
      return true;
    case Errc::service:
      return server_may_recover(error.http_status);
    default:
      return false;
  }
}

bool is_presigned(std::string_view stream_url) {
  constexpr std::array<std::string_view, 7> kNames = {
      "X-Amz-Algorithm",     "X-Amz-Credential", "X-Amz-Date",          "X-Amz-Expires",
      "X-Amz-SignedHeaders", "X-Amz-Signature",  "X-Amz-Security-Token"};
  const auto question = stream_url.find('?');
  if (question == std::string_view::npos) return false;
  std::string_view rest = stream_url.substr(question + 1);
  while (!rest.empty()) {
    const std::string_view parameter = rest.substr(0, rest.find('&'));
    if (std::ranges::find(kNames, parameter.substr(0, parameter.find('='))) != kNames.end()) {
      return true;
    }
    rest.remove_prefix(std::min(rest.size(), parameter.size() + 1));
  }
  return false;
}

}  // namespace cloudx::ssm
