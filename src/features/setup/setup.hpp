#pragma once
// `cloudx-proxy setup`: from nothing to a host that ssh and VS Code can reach.

#include "aws/api/credentials/chain.hpp"
#include "base/error.hpp"
#include "features/setup/questions.hpp"
#include "features/setup/report.hpp"
#include "features/setup/setup_request.hpp"
#include "home/process_context.hpp"

namespace cloudx::setup {

// Asks, looks and writes, in this order: nothing is written before everything is known. A second
// run with the same answers changes nothing. Errors: usage for options that cannot be used and
// answers that are lacking; configuration, credentials, io, interrupted.
[[nodiscard]] Result<void> run(const SetupRequest& request, const home::ProcessContext& context,
                               Questions& questions, Report& report,
                               const aws::AskMfaCode& ask_mfa_code);

}  // namespace cloudx::setup
