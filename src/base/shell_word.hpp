#pragma once
// Words of a POSIX shell, in scripts and in commands that a user is shown. A command that ssh reads
// before the shell does has rules of its own (sshconfig/shell_words.hpp).

#include <string>
#include <string_view>

namespace cloudx {

// In single quotes, in which a shell takes everything as it stands.
[[nodiscard]] std::string single_quoted(std::string_view text);
// In quotes where it needs them.
[[nodiscard]] std::string shell_word(std::string_view text);

}  // namespace cloudx
