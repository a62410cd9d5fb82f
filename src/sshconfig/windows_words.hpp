#pragma once
// Words of a command that OpenSSH for Windows starts: without a shell, so that the program splits
// them itself (PowerShell/openssh-portable, contrib/win32/win32compat/w32fd.c,
// spawn_child_internal()).

#include "sshconfig/shell_words.hpp"

namespace cloudx::sshconfig {

// As split_shell_words(): nothing where a quote is left open.
[[nodiscard]] std::optional<std::vector<ShellWord>> windows_words(std::string_view command);

// As shell_quoted().
[[nodiscard]] std::string windows_quoted(std::string_view text);

}  // namespace cloudx::sshconfig
