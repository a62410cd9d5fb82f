#pragma once
// What the end of a session says of the command that ran in it.

#include <string>

#include "protocol/ssm/session_types.hpp"

namespace cloudx::exec {

struct ExitStatus {
  int code = 0;     // 0 to 255
  std::string why;  // what the user has to know besides; often empty
};

// The command's own status where there is one and a status of ours can say it. 255, with a reason,
// where a signal has ended the command (the agent says -1 and not which), where the code is larger
// (Windows), and where the agent has told none.
[[nodiscard]] ExitStatus exit_status_of(const ssm::SessionOutcome& outcome);

}  // namespace cloudx::exec
