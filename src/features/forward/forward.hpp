#pragma once
// `cloudx-proxy forward`: ports of this machine lead to a node, or through it to others.

#include <string>
#include <vector>

#include "aws/api/credentials/assume_role.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "home/process_context.hpp"
#include "os/background.hpp"
#include "session/node_choice.hpp"

namespace cloudx::forward {

struct ForwardRequest {
  session::NodeRequest node;
  session::SessionDocument document;  // without a name: AWS's own, as the destination wants it
  std::vector<std::string> local;     // of -L, as written
  std::vector<std::string> dynamic;   // of -D
  bool json = false;
  // Connections are taken only once each destination of `local` has been seen to take one, within
  // the time that the session may take.
  bool wait_ready = false;
  // Where it is to go on in the background: how. Errors before that are those of a run without.
  os::Detachment* background = nullptr;
  bool log_details = false;  // in the background: what -v tells goes to the log, too
};

// Until a signal ends it, which is the orderly end. Errors: usage for what the command line says
// wrongly and for a port that cannot be had; else those of the sessions, explained.
[[nodiscard]] Result<void> run(const ForwardRequest& request, const home::ProcessContext& context,
                               aws::AskMfaCode ask_mfa_code, Progress& progress);

}  // namespace cloudx::forward
