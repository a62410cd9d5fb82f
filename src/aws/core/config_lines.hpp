#pragma once
// The lines of ~/.aws/config and ~/.aws/credentials, told apart: the one grammar behind reading
// (config_file.hpp) and changing (config_edit.hpp) these files.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx::aws {

enum class LineKind : std::uint8_t {
  empty,             // blank or a comment
  section,           // [name]
  unclosed_section,  // "[" without "]": what follows belongs to no section
  setting,           // name = value
  indented,          // deeper than the setting above it, and part of it
  stray,             // a setting outside of any section
  unreadable,        // neither a section nor a setting
};

struct ConfigLine {
  LineKind kind = LineKind::empty;
  std::string_view text;   // all of it, with its line end; joined, the texts are the file
  std::size_t indent = 0;  // of a setting: spaces and tabs before it
  // Of a section its title as written, trimmed; of settings and indented lines the key in lower
  // case ("" where an indented line has no "=") and the value, trimmed.
  std::string name;
  std::string value;
};

// The views are into `text`.
[[nodiscard]] std::vector<ConfigLine> read_config_lines(std::string_view text);

}  // namespace cloudx::aws
