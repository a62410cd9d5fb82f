#pragma once
// Words of a command that ssh hands to the user's shell, with ssh's own "%" tokens in it. Where
// there is no shell, on Windows, they are those of windows_words.hpp.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx::sshconfig {

struct ShellWord {
  std::string raw;  // as it stands in the command
  // What the program gets for it: quotes removed, "%%" made "%". Nothing where that depends on more
  // than the text: variables, wildcards, "%h".
  std::optional<std::string> text;
};

// Nothing where the command is more than words: operators, redirections, comments, open quotes.
[[nodiscard]] std::optional<std::vector<ShellWord>> split_shell_words(std::string_view command);

// A word that the shell reads as `text`, and in which ssh finds no token and no open quote. It must
// not hold a line feed or NUL.
[[nodiscard]] std::string shell_quoted(std::string_view text);

}  // namespace cloudx::sshconfig
