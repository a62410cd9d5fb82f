#pragma once
// `cloudx-proxy shell`, and `exec -t`: a session with a terminal on a node or in a container of
// ECS, without ssh.

#include <filesystem>
#include <optional>
#include <string>

#include "aws/api/credentials/assume_role.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "home/process_context.hpp"
#include "session/node_choice.hpp"

namespace cloudx::shell {

// One command in place of a shell.
struct TerminalCommand {
  std::string shell_line;  // for the shell that reads it on a node
  std::string words;  // the same for the agent in a container, which splits it (exec/quoting.hpp)
};

struct ShellRequest {
  session::NodeRequest node;
  session::SessionDocument document;       // of a kind with a terminal; a container has none
  std::optional<TerminalCommand> command;  // where the document has none of its own
  std::optional<std::filesystem::path> recording;
};

// Until the far end closes the session, or the user does. Errors: there was no session, or it ended
// in another way. The exit status of a shell is not known: its agent does not tell it.
[[nodiscard]] Result<void> run(const ShellRequest& request, const home::ProcessContext& context,
                               aws::AskMfaCode ask_mfa_code, Progress& progress);

}  // namespace cloudx::shell
