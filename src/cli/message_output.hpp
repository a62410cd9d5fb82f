#pragma once
// Where the words to the user go: stderr, as a rule. An ssh with ControlPersist gives its
// ProxyCommand /dev/null in its place, so that the connection that stays behind holds nobody's pipe
// open (OpenSSH, sshconnect.c, ssh_proxy_connect). The reason why a connection fails would be lost
// with it: then each message goes to the stderr of that ssh, which is opened for it and closed
// again, and only while that ssh is there.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace cloudx::cli {

enum class TerminalKind : std::uint8_t {
  none,  // a file, a pipe
  dumb,  // takes lines and nothing else
  full,  // has a cursor that moves
};

[[nodiscard]] TerminalKind terminal_kind(int descriptor);

class MessageOutput {
 public:
  [[nodiscard]] static MessageOutput standard_error() { return {}; }
  // For a program that ssh has started. Somebody who has silenced ssh itself hears nothing.
  [[nodiscard]] static MessageOutput of_proxy_command();

  // It is our own stderr.
  [[nodiscard]] bool is_ours() const { return ssh_ == 0; }
  // Waits for no longer than `patience` until a terminal or pipe takes more, then drops the rest.
  void write(std::string_view text,
             std::chrono::milliseconds patience = std::chrono::seconds(1)) const;
  [[nodiscard]] TerminalKind kind() const { return kind_; }
  [[nodiscard]] std::size_t width() const;  // in columns, of a terminal

 private:
  MessageOutput();
  [[nodiscard]] int open_sshs() const;

  pid_t ssh_ = 0;  // 0: to our own stderr
  std::string path_;
  TerminalKind kind_;
};

}  // namespace cloudx::cli
