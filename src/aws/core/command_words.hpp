#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace cloudx::aws {

// Splits a command line into words by the quoting rules of a POSIX shell (2.2 Quoting), as Python's
// shlex.split does: no variables, no wildcards, no operators. Errc::configuration for a quote
// without end; the message does not repeat the command, which may hold a secret.
[[nodiscard]] Result<std::vector<std::string>> command_words(std::string_view command);

// As base/windows_words.hpp, which is what the AWS CLI goes by on Windows. Errors as above.
[[nodiscard]] Result<std::vector<std::string>> windows_command_words(std::string_view command);

}  // namespace cloudx::aws
