#pragma once
// The ssh that has started this program as its ProxyCommand, and what it shows to the user.

#include <chrono>
#include <optional>
#include <string_view>

#include "os/terminal.hpp"

namespace cloudx::os {

// Its stderr, which is opened for each message and closed again, and only while that ssh is there:
// whoever keeps it open would hold up those who wait for its end.
class ParentSshStderr {
 public:
  // Nothing where this program's parent is no ssh, or messages are not wanted there: it is no
  // terminal and no pipe (a file is written to by its offset, which is not ours to move; somebody
  // who has silenced ssh wants to hear nothing). Nor where a platform does not let one process
  // write to another one's streams; Linux does, to the same user (proc(5), /proc/PID/fd), and macOS
  // tells which terminal it is.
  [[nodiscard]] static std::optional<ParentSshStderr> find();

  // As write_with_patience() of standard_stream.hpp.
  bool write(std::string_view text, std::chrono::milliseconds patience) const;
  [[nodiscard]] TerminalKind kind() const { return kind_; }
  [[nodiscard]] TerminalSize size() const;

 private:
  ParentSshStderr(int ssh, TerminalKind kind) : ssh_(ssh), kind_(kind) {}

  int ssh_;  // its process id
  TerminalKind kind_;
};

}  // namespace cloudx::os
