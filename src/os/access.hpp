#pragma once
// What may be done with files and folders, asked before something is begun that needs it. The
// answer may be another one a moment later: whoever goes on still sees whether it works.

#include <filesystem>

#include "base/error.hpp"

namespace cloudx::os {

// Errc::not_found where there is no such file, Errc::io where it must not be read. The message is
// the system's reason alone: which file it is, and what for, is the caller's to say.
[[nodiscard]] Result<void> check_readable(const std::filesystem::path& file);

// A file that can be started as a program; a folder is none.
[[nodiscard]] bool is_executable(const std::filesystem::path& file);

// Entries of the folder can be made, renamed and removed.
[[nodiscard]] bool may_change_entries(const std::filesystem::path& folder);

// `entry`, itself where it is a symbolic link, cannot be renamed into `folder` because that lies on
// another file system. False where it cannot be told.
[[nodiscard]] bool is_on_another_file_system(const std::filesystem::path& entry,
                                             const std::filesystem::path& folder);

}  // namespace cloudx::os
