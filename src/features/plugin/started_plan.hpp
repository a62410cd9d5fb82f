#pragma once
// The plan of a session that somebody else has started.

#include "base/error.hpp"
#include "features/plugin/arguments.hpp"
#include "home/process_context.hpp"
#include "session/session_plan.hpp"

namespace cloudx::plugin {

// Profile, region and endpoint are the caller's; without a profile the environment decides, as it
// does for the SDKs. Errors: not_found, usage, configuration.
[[nodiscard]] Result<session::SessionPlan> plan_for(const StartedSession& session,
                                                    const home::ProcessContext& context);

}  // namespace cloudx::plugin
