#pragma once
// `cloudx-proxy exec --on`: runs one command on many nodes at once.

#include <string>
#include <vector>

#include "aws/api/credentials/assume_role.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "home/process_context.hpp"
#include "session/node_set.hpp"

namespace cloudx::exec {

struct ManyRequest {
  session::NodeSetRequest nodes;
  std::vector<std::string> command;  // as in ExecRequest, as the document
  session::SessionDocument document;
  unsigned parallel = 10;  // sessions at once, at least 1
  bool json = false;       // events on stdout in place of lines on both outputs
};

// The exit status for the user: the largest of all, where a node that could not be asked counts as
// 255. Each failure has been told. Errors: no node was asked.
[[nodiscard]] Result<int> run_on_many(const ManyRequest& request,
                                      const home::ProcessContext& context,
                                      const aws::AskMfaCode& ask_mfa_code, Progress& progress);

}  // namespace cloudx::exec
