#pragma once
// In the place of session-manager-plugin: a session that the AWS CLI or another program has started
// is carried on here. docs/plugin.md.

#include <string>

#include "aws/api/credentials/assume_role.hpp"
#include "base/progress.hpp"
#include "features/plugin/arguments.hpp"
#include "home/process_context.hpp"

namespace cloudx::plugin {

// That service and agent are told, and callers who ask with --version: client_version of the
// environment or of [default], which are all that can be known in both cases. A configuration that
// cannot be used says nothing: callers take what they hear for the session's.
[[nodiscard]] std::string announced_version(const home::ProcessContext& context);

// Until the session has ended. Texts go to stdout, as its callers expect them; the exit status is 0
// whatever happened, because the AWS CLI shows what it has passed for any other.
[[nodiscard]] int run(StartedSession session, const home::ProcessContext& context,
                      aws::AskMfaCode ask_mfa_code, Progress& progress);

}  // namespace cloudx::plugin
