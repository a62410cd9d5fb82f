#pragma once
// The key escapes of a shell on a terminal, as session-manager-plugin has them since 1.2.835.0: a
// tilde directly behind a line end (CR or LF) that was typed in this session.
//
//   ~.  ends the session        ~?  asks for help
//   ~~  sends one tilde         ~-  switches the escapes off
//
// Any other byte behind the tilde is sent with it. Unlike ssh's, the beginning of the session is no
// beginning of a line, and after an escape, or a tilde that was sent, a new line end is needed.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace cloudx::terminal {

enum class Escape : std::uint8_t {
  terminate,  // nothing is sent any more
  help,
  disabled,  // escapes are switched off for the rest of the session
};

class EscapeFilter {
 public:
  struct Output {
    Bytes send;  // to the session
    std::vector<Escape> escapes;
  };

  // What was typed, cut anywhere; where it is cut matters for nothing but ~., with which all that
  // was given in the same call is dropped. A tilde that could begin an escape is held back until
  // the next byte.
  [[nodiscard]] Output filter(ByteView typed);

 private:
  enum class State : std::uint8_t { in_line, line_begins, tilde, off, terminated };

  void take(std::uint8_t byte, Output& output);
  void take_command(std::uint8_t byte, Output& output);

  State state_ = State::in_line;
};

// What is shown for help and disabled, on a terminal in raw mode: lines end with CR and LF.
[[nodiscard]] std::string_view escape_help();
[[nodiscard]] std::string_view escapes_disabled();

}  // namespace cloudx::terminal
