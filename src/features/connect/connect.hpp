#pragma once
// The ProxyCommand: connects stdin and stdout to the target's port.

#include "aws/api/credentials/assume_role.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "features/connect/connect_plan.hpp"
#include "features/connect/connect_request.hpp"

namespace cloudx::connect {

// Returns when the session has ended and is closed at the service. SIGINT, SIGTERM and SIGHUP end
// it in order (Errc::interrupted). The error's message is complete, for the user.
[[nodiscard]] Result<void> run(const ConnectRequest& request, const home::ProcessContext& context,
                               aws::AskMfaCode ask_mfa_code, Progress& progress);

}  // namespace cloudx::connect
