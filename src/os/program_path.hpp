#pragma once
// Where programs are: others, by PATH, and this one.

#include <filesystem>
#include <optional>
#include <string_view>

namespace cloudx::os {

// The file that a shell would start for a name without a folder, wherever it works. `search_path`
// is the value of PATH. A folder in it that is not absolute does not count: what is found there is
// another file, or somebody else's, in the next working directory.
[[nodiscard]] std::optional<std::filesystem::path> find_program(std::string_view name,
                                                                std::string_view search_path);

// This program's own file, absolute, and as it was called: with its symbolic links, because what
// the user has in the PATH survives an update of what it points to. `called` is argv[0].
[[nodiscard]] std::filesystem::path own_program(const std::filesystem::path& called);

// What a program is called that has been started or is named as `path`: without its folders, and
// without ".exe" where the system's programs end so.
[[nodiscard]] std::string_view program_name(std::string_view path);

}  // namespace cloudx::os
