#pragma once
// Where the words to the user go: stderr, as a rule. An ssh with ControlPersist gives its
// ProxyCommand /dev/null in its place, so that the connection that stays behind holds nobody's pipe
// open (OpenSSH, sshconnect.c, ssh_proxy_connect). The reason why a connection fails would be lost
// with it: then each message goes to the stderr of that ssh.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "os/parent_ssh.hpp"
#include "os/terminal.hpp"

namespace cloudx::cli {

class MessageOutput {
 public:
  [[nodiscard]] static MessageOutput standard_error() { return {}; }
  // For a program that ssh has started. Somebody who has silenced ssh itself hears nothing.
  [[nodiscard]] static MessageOutput of_proxy_command();

  // It is our own stderr.
  [[nodiscard]] bool is_ours() const { return !sshs_.has_value(); }
  // Waits for no longer than `patience` until a terminal or pipe takes more, then drops the rest: a
  // message is worth a short wait, but a terminal that takes nothing must not stop the tunnel.
  // Whether all of it was taken.
  bool write(std::string_view text,
             std::chrono::milliseconds patience = std::chrono::seconds(1)) const;
  [[nodiscard]] os::TerminalKind kind() const;
  [[nodiscard]] std::size_t width() const;  // in columns, of a terminal

 private:
  MessageOutput() = default;

  std::optional<os::ParentSshStderr> sshs_;
};

}  // namespace cloudx::cli
