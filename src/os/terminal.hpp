#pragma once
// The terminal that a standard stream may be, and how it treats what somebody types.

#include <cstddef>
#include <cstdint>

#include "os/standard_stream.hpp"

namespace cloudx::os {

enum class TerminalKind : std::uint8_t {
  none,  // a file, a pipe
  dumb,  // takes lines and nothing else
  full,  // has a cursor that escape sequences move (ECMA-48)
};

[[nodiscard]] TerminalKind terminal_kind(StandardStream stream);

// A terminal that is known to show colours. Where TERM is not set that is not known of one which
// counts as full.
[[nodiscard]] bool has_colours(StandardStream stream);

struct TerminalSize {
  std::size_t rows = 0;  // 0 where it is not known
  std::size_t columns = 0;
};

[[nodiscard]] TerminalSize terminal_size(StandardStream stream);

enum class Typing : std::uint8_t {
  unseen_line,  // a line as ever, of which nothing but its end is shown
  keys,         // each key at once and unseen, among them those that would end or stop the program
  raw,  // as keys, and every byte as it is typed; what is written goes out as it is, too, so that
        // the terminal is that of a program elsewhere
};

// The terminal that is stdin treats what is typed in another way for as long as this lives. It is
// as before afterwards, also where Ctrl-C or another signal ends the program or stops it for a
// while. Does nothing where stdin is no terminal. One at a time.
class TypingMode {
 public:
  explicit TypingMode(Typing typing);
  TypingMode(const TypingMode&) = delete;
  TypingMode& operator=(const TypingMode&) = delete;
  ~TypingMode();

 private:
  bool changed_;
};

}  // namespace cloudx::os
