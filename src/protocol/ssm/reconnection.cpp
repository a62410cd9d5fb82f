#include "protocol/ssm/reconnection.hpp"

#include <utility>

#include "protocol/ssm/injected_bug.hpp"

namespace cloudx::ssm {
namespace {

// A websocket that is refused as often in a row, each time with a fresh token, stays refused.
constexpr int kMaxRefusals = 3;

// How often the first upgrade is tried again after a refusal: for three to six seconds, as long as
// session-manager-plugin does.
constexpr int kFirstRefusals = 6;

// The service may give an empty token while the session still stands; as often in a row it means
// what it says.
constexpr int kMaxEmptyTokens = 3;

bool is_refusal(const Error& error) {
  return error.kind == Errc::service && error.http_status >= 400 && error.http_status < 500;
}

bool is_forbidden(const Error& error) {
  return error.http_status == 401 || error.http_status == 403;
}

}  // namespace

Reconnection::Reconnection(const SessionOptions& options, std::function<double()> random)
    : policy_(std::move(random)),
      may_recover_(options.may_recover),
      first_limit_(options.first_limit),
      resume_limit_(options.resume_limit),
      token_(options.token),
      stream_url_(options.stream_url) {}

void Reconnection::alive() {
  policy_.alive();
  refusals_ = 0;
}

void Reconnection::dial_failed(const Error& why) {
  refusals_ = is_refusal(why) ? refusals_ + 1 : 0;
}

// The token opens a channel once, and has not opened it.
std::optional<TimePoint> Reconnection::redial_at(const Error& why, TimePoint now) {
  const bool may_pass_soon =
      why.kind == Errc::service && (!is_forbidden(why) || is_presigned(stream_url_));
  if (!first_ || !may_pass_soon || first_refusals_ >= kFirstRefusals) return std::nullopt;
  ++first_refusals_;
  const auto pause = policy_.next(now, first_limit_);
  return pause ? std::optional(now + *pause) : std::nullopt;
}

bool Reconnection::is_dial_hopeless(const Error& why) const {
  if (first_) return !may_pass_at_first(why);
  return refusals_ >= kMaxRefusals || (!is_refusal(why) && !may_pass(why));
}

bool Reconnection::is_resume_hopeless(const Error& why) const {
  return !may_pass(why) || (may_recover_ && !may_recover_(why));
}

std::optional<TimePoint> Reconnection::resume_at(bool was_open, TimePoint now) {
  first_ = false;
  const auto pause = policy_.next(now, was_open ? resume_limit_ : first_limit_);
  return pause ? std::optional(now + *pause) : std::nullopt;
}

std::chrono::seconds Reconnection::limit(bool was_open) const {
  return std::chrono::duration_cast<std::chrono::seconds>(was_open ? resume_limit_ : first_limit_);
}

Secret Reconnection::take_token() {
  if constexpr (kInjectedBug == InjectedBug::token_used_twice) return token_;
  return std::move(token_);
}

Result<void> Reconnection::resumed(Result<ResumedSession> answer) {
  if (!answer && answer.error().service_code == "DoesNotExistException") {
    return fail("the session is over", std::move(answer.error()));
  }
  const bool timed_out = answer ? answer->token.empty() : answer.error().kind == Errc::closed;
  if (timed_out && ++empty_tokens_ < kMaxEmptyTokens) {
    return fail(Errc::protocol, "ResumeSession gave no token");
  }
  if (timed_out) return fail(Errc::closed, "the session has timed out at the service");
  if (!answer) return std::unexpected(std::move(answer.error()));
  empty_tokens_ = 0;
  const bool keeps_old = strikes<InjectedBug::token_used_twice>(++resumed_, 0, 10);
  if (!keeps_old) token_ = std::move(answer->token);
  if (!answer->stream_url.empty()) stream_url_ = std::move(answer->stream_url);
  return {};
}

}  // namespace cloudx::ssm
