#pragma once
// Patterns of file names as an Include has them: glob(7), matched byte by byte as in the C locale.

#include <cstdint>
#include <string_view>

namespace cloudx::sshconfig {

// As fnmatch(3) with FNM_PATHNAME and FNM_PERIOD: "*", "?" and "[...]" match neither a slash nor a
// dot at the front of a name, and a backslash takes what follows literally. Works for the name of
// one file as well as for whole paths.
[[nodiscard]] bool match_path(std::string_view path, std::string_view pattern);

// How glob(3) finds the files that a name in a pattern means.
enum class NamePattern : std::uint8_t {
  literal,  // it is the name
  escaped,  // it is, without its backslashes; the last name of a pattern is matched all the same
  wild,     // the names in the folder have to be matched
};
[[nodiscard]] NamePattern name_pattern(std::string_view name);

}  // namespace cloudx::sshconfig
