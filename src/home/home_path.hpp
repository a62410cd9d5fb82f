#pragma once
// Paths as users write them, with the home directory in any of the forms that shells, ssh and
// editors know: "~", "$HOME", "${HOME}", "%d" (ssh_config(5), "TOKENS"), "${env:HOME}" and
// "${userHome}" (VS Code, "Variables reference").

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace cloudx::home {

// The path that is meant; one that does not begin so is taken as it is.
[[nodiscard]] std::filesystem::path expand_home(std::string_view text,
                                                const std::filesystem::path& home);

struct FolderMove {
  std::filesystem::path from;  // absolute, normal
  std::filesystem::path to;
  std::filesystem::path home;
};

// Where `text` means FROM or what is below it: the same below TO, written in the same form where
// that is possible. Paths are compared as paths: ".", "..", doubled or trailing slashes and a
// symbolic link above FROM make no difference. Relative ones name nothing here.
[[nodiscard]] std::optional<std::string> moved_path(std::string_view text, const FolderMove& move);

}  // namespace cloudx::home
