#pragma once
// The files that a pattern of an Include means.

#include <filesystem>
#include <string_view>
#include <vector>

namespace cloudx::sshconfig {

// As glob(3) without flags: what exists, sorted by its bytes; a symbolic link counts, wherever it
// leads. Folders that cannot be read have nothing in them.
[[nodiscard]] std::vector<std::filesystem::path> find_paths(std::string_view pattern);

}  // namespace cloudx::sshconfig
