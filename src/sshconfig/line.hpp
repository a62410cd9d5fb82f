#pragma once
// One line of an ssh_config file, with every byte of it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx::sshconfig {

enum class LineKind : std::uint8_t {
  blank,
  comment,
  directive,
  malformed,  // ssh refuses it, or passes it over: a keyword without a value, an open quote
};

struct Line {
  std::string text;    // without its ending
  std::string ending;  // "\n", "\r\n", or nothing at the end of a file
  LineKind kind = LineKind::blank;
  std::string keyword;  // of a directive: canonical, see keyword.hpp
  std::size_t keyword_at =
      0;  // where the keyword begins in `text`: what stands before is indentation
  std::size_t keyword_end = 0;
  std::size_t value_at = 0;   // where the value begins; between both stands the separator
  std::size_t value_end = 0;  // behind the value, before blanks and a comment

  [[nodiscard]] std::string_view indentation() const;
  [[nodiscard]] std::string_view separator() const;
  // As written, quotes included.
  [[nodiscard]] std::string_view value() const;
  // The arguments as ssh reads them. Of a command (ProxyCommand) the one text for the shell.
  [[nodiscard]] std::vector<std::string> words() const;
  // The text of a comment behind the value, without "#" and blanks around it.
  [[nodiscard]] std::string_view comment() const;
  [[nodiscard]] bool opens_block() const;  // Host or Match
};

[[nodiscard]] Line make_line(std::string text, std::string ending);

// Gives a line another value: indentation, keyword, separator, comment and ending stay.
// `value` is what shall stand in the file: quoted already where it must be.
[[nodiscard]] Line with_value(const Line& line, std::string_view value);

}  // namespace cloudx::sshconfig
