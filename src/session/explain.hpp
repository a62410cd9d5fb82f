#pragma once
// Turns an error into the one message the user reads: what failed, for which instance, profile and
// region, AWS's own words, and what to do about it.

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "session/session_plan.hpp"

namespace cloudx::session {

// `what` went wrong with the plan's node, and `hint`, or where there is none, what helps against
// this error whatever it came from. Errors of usage and of an interruption are told as they are.
[[nodiscard]] Error explained(const SessionPlan& plan, const Error& error, std::string_view what,
                              std::string hint = {});
// "document process failed unexpectedly: ..., check [ssm-document-worker]/[ssm-session-worker] log
// for crash reason": the agent's process for this one session has ended without a word of its own.
[[nodiscard]] bool says_worker_died(std::string_view text);

[[nodiscard]] Error explain_credentials_failure(const SessionPlan& plan, const Error& error);
[[nodiscard]] Error explain_session_failure(const SessionPlan& plan, const Error& error);
// The session had been started, and ended in another way than it should.
[[nodiscard]] Error explain_session_end(const SessionPlan& plan, const Error& error);
// The gateway has refused the session's websocket.
[[nodiscard]] Error explain_channel_refusal(const SessionPlan& plan, const Error& error);
[[nodiscard]] Error explain_look_failure(const SessionPlan& plan, const Error& error);
[[nodiscard]] Error explain_start_failure(const SessionPlan& plan, const Error& error);
// `state` is the last thing that was known, "pending" or "running, its SSM agent not registered".
[[nodiscard]] Error explain_timeout(const SessionPlan& plan, std::string_view state);

// Lines on stderr while the session goes on, or after it.
// A connection that is not restored yet.
[[nodiscard]] std::string describe_loss(const SessionPlan& plan, const Error& why);
// An agent that has not answered for long; `why` it cannot be told whether it is there, or nothing.
[[nodiscard]] std::string describe_silence(const SessionPlan& plan, std::string_view why);

}  // namespace cloudx::session
