#pragma once
// `cloudx-proxy exec`: runs one command on a node, without a terminal.

#include <optional>
#include <string>
#include <vector>

#include "aws/api/credentials/assume_role.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "home/process_context.hpp"
#include "session/node_choice.hpp"

namespace cloudx::exec {

struct ExecRequest {
  session::NodeRequest node;
  // The program and its arguments. Empty where the document that is named has a command of its own.
  std::vector<std::string> command;
  session::SessionDocument document;  // without a name: AWS-StartNonInteractiveCommand
};

// The exit status for the user: the command's own, 255 where a signal has ended it or its status is
// not known; that has been told. Output goes to stdout and stderr. Errors: the command was not run,
// or not to its end.
[[nodiscard]] Result<int> run(const ExecRequest& request, const home::ProcessContext& context,
                              aws::AskMfaCode ask_mfa_code, Progress& progress);

}  // namespace cloudx::exec
