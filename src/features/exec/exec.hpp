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
  std::vector<std::string> command;  // the program and its arguments, at least the program
  session::SessionDocument document{
      .name = "AWS-StartNonInteractiveCommand", .parameters = {}, .reason = {}};
};

// The exit status for the user: the command's own, 255 where a signal has ended it or its status is
// not known; that has been told. Output goes to stdout and stderr. Errors: the command was not run,
// or not to its end.
[[nodiscard]] Result<int> run(const ExecRequest& request, const home::ProcessContext& context,
                              aws::AskMfaCode ask_mfa_code, Progress& progress);

}  // namespace cloudx::exec
