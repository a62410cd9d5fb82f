#pragma once
// Where the sources of staged_file.hpp put what is not in its place yet.

#include <filesystem>
#include <string_view>

namespace cloudx::os {

// How the names of temporary files and folders begin.
inline constexpr std::string_view kStagePrefix = ".cloudx-new-";

// The file that a path leads to, also where a symbolic link leads to one that is yet to come.
[[nodiscard]] std::filesystem::path without_links(const std::filesystem::path& path);

}  // namespace cloudx::os
