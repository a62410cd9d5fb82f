#pragma once
// The lines of ~/.aws/config and ~/.aws/credentials, told apart as Python's configparser does, with
// which botocore reads these files: the one grammar behind reading (config_file.hpp) and changing
// (config_edit.hpp) them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx::aws {

enum class LineKind : std::uint8_t {
  blank,
  comment,
  section,           // [name]
  unclosed_section,  // "[" without "]": what follows belongs to no section
  setting,           // name = value
  indented,          // deeper than the setting above it, and part of it, whatever it looks like
  stray,             // a setting outside of any section
  unreadable,        // neither a section nor a setting
};

struct ConfigLine {
  LineKind kind = LineKind::blank;
  std::string_view text;     // all of it, with its line end; joined, the texts are the file
  std::string_view content;  // without the white space around it
  std::size_t indent = 0;    // of a setting: bytes before the content
  // Of a section its title, trimmed; of settings the key in lower case and the value, trimmed; of
  // indented lines the same, if they are settings below an empty value ("s3 ="): the key as it is
  // written, "" where there is no "=".
  std::string name;
  std::string value;
};

// The views are into `text`.
[[nodiscard]] std::vector<ConfigLine> read_config_lines(std::string_view text);

}  // namespace cloudx::aws
