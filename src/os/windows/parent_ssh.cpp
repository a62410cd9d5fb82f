#include "os/parent_ssh.hpp"

namespace cloudx::os {

// OpenSSH for Windows has no ControlPersist, for which it would close a ProxyCommand's stderr.
std::optional<ParentSshStderr> ParentSshStderr::find() {
  return std::nullopt;
}

bool ParentSshStderr::write(std::string_view, std::chrono::milliseconds) const {
  return false;
}

TerminalSize ParentSshStderr::size() const {
  static_cast<void>(ssh_);
  return {};
}

}  // namespace cloudx::os
