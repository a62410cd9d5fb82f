#pragma once
// Turns an error into the one message the user reads: what failed, for which instance, profile and
// region, AWS's own words, and what to do about it.

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "features/connect/connect_plan.hpp"

namespace cloudx::connect {

[[nodiscard]] Error explain_credentials_failure(const ConnectPlan& plan, const Error& error);
[[nodiscard]] Error explain_session_failure(const ConnectPlan& plan, const Error& error);
// The session had been started, and ended in another way than it should.
[[nodiscard]] Error explain_session_end(const ConnectPlan& plan, const Error& error);
// The gateway has refused the session's websocket.
[[nodiscard]] Error explain_channel_refusal(const ConnectPlan& plan, const Error& error);
// The session was open, and the far end closed it without one byte from the port. `text` is the
// agent's, often empty.
[[nodiscard]] Error explain_no_answer(const ConnectPlan& plan, std::string_view text);
// No session brought a byte from the port, for as long as --timeout allows.
[[nodiscard]] Error explain_no_answer_in_time(const ConnectPlan& plan, std::string_view text);
[[nodiscard]] Error explain_push_failure(const ConnectPlan& plan, const Error& error);
[[nodiscard]] Error explain_look_failure(const ConnectPlan& plan, const Error& error);
[[nodiscard]] Error explain_start_failure(const ConnectPlan& plan, const Error& error);
// `state` is the last thing that was known, "pending" or "running, its SSM agent not registered".
[[nodiscard]] Error explain_timeout(const ConnectPlan& plan, std::string_view state);

// Lines on stderr while the session goes on, or after it.
// A connection that is not restored yet.
[[nodiscard]] std::string describe_loss(const ConnectPlan& plan, const Error& why);
// An agent that has not answered for long; `why` it cannot be told whether it is there, or nothing.
[[nodiscard]] std::string describe_silence(const ConnectPlan& plan, std::string_view why);
// The far end has closed it, and ssh had more to do.
[[nodiscard]] std::string describe_remote_end(const ConnectPlan& plan);

}  // namespace cloudx::connect
