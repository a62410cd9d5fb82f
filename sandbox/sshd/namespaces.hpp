#pragma once
// A process with a mount and a process-id namespace of its own (and a user namespace, where the
// caller is not root): the accounts of its /etc/passwd exist for it alone, and when it ends
// everything that it started ends too. See namespaces(7), clone(2).

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/error.hpp"

namespace cloudx::sandbox {

struct IsolatedCommand {
  std::vector<std::string> argv;  // argv[0] is an absolute path
  int stdin_and_stdout = -1;
  std::string log_file;     // gets stderr
  std::string passwd_file;  // seen as /etc/passwd
  std::string group_file;   // seen as /etc/group
};

// False where the kernel or a container forbids it: then the accounts of the machine are used.
[[nodiscard]] bool namespaces_available();

// Starts the command. It is killed with the thread that calls this. With `isolated` false no
// namespace is made, and passwd_file and group_file are not used. Returns the process id.
[[nodiscard]] Result<pid_t> start_command(const IsolatedCommand& command, bool isolated);

// Forks into new namespaces and runs `first` as their first process, on a copy of the caller's
// memory; it must not return. It may mount: no mount is seen outside. Killed as above.
[[nodiscard]] Result<pid_t> fork_isolated(const std::function<void()>& first);

}  // namespace cloudx::sandbox
