#pragma once
// The words of a command line, as the agent tells them apart (github.com/google/shlex): blanks
// separate, quotes and backslashes protect, and a word that would begin with "#" begins a comment
// up to the end of the line. Nothing is expanded.

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace cloudx::sandbox {

// Errc::usage, in the words of that library, where a quote or a backslash has no end.
[[nodiscard]] Result<std::vector<std::string>> split_command(std::string_view text);

}  // namespace cloudx::sandbox
