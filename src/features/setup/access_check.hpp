#pragma once
// The last step: a connection as the user will make it, through ssh.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "features/setup/ssh_settings.hpp"

namespace cloudx::setup {

enum class Installation : std::uint8_t {
  unknown,  // the instance says nothing about it: not one of the cloudX templates
  running,  // ~/.install-running is there
  done,     // ~/.install-done
};

struct Access {
  bool reached = false;
  std::string problem;  // what ssh or the ProxyCommand said last, when not reached
  Installation installation = Installation::unknown;
  std::string detail;  // the last line of the file that tells it
};

// Options for ssh, for a command of ours in a session of its own, whatever the user's config says
// of sessions: as `settings` has them.
[[nodiscard]] std::vector<std::string> plain_session(const SshSettings& settings);

// One connection by ssh, within `limit`, without questions: a new host key is accepted, a changed
// one is not. `ssh_options` are further ones: those of home::ssh_options() and of plain_session().
[[nodiscard]] Result<Access> try_access(const std::string& host,
                                        const std::vector<std::string>& ssh_options,
                                        std::chrono::seconds limit);

}  // namespace cloudx::setup
