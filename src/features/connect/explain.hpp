#pragma once
// Turns an error into the one message the user reads: what failed, for which instance, profile and
// region, AWS's own words, and what to do about it.

#include "base/error.hpp"
#include "features/connect/plan.hpp"

namespace cloudx::connect {

[[nodiscard]] Error explain_credentials_failure(const Plan& plan, const Error& error);
[[nodiscard]] Error explain_session_failure(const Plan& plan, const Error& error);
// The session had been started, and ended in another way than it should.
[[nodiscard]] Error explain_session_end(const Plan& plan, const Error& error);
[[nodiscard]] Error explain_push_failure(const Plan& plan, const Error& error);
[[nodiscard]] Error explain_look_failure(const Plan& plan, const Error& error);
[[nodiscard]] Error explain_start_failure(const Plan& plan, const Error& error);
// `state` is the last thing that was known, "pending" or "running, its SSM agent not registered".
[[nodiscard]] Error explain_timeout(const Plan& plan, std::string_view state);

}  // namespace cloudx::connect
