#pragma once
// Whole files: read at once, written so that a reader sees the old content or the new, never a
// part.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "os/file_access.hpp"

namespace cloudx::os {

// Errc::not_found when there is no such file. Files above `limit` bytes are refused.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t limit = 16U << 20);

// Temporary file in the same directory, fsync, rename. An existing file keeps its owner. A symbolic
// link is followed: its target is replaced.
[[nodiscard]] Result<void> write_file_atomically(const std::filesystem::path& path,
                                                 std::string_view content,
                                                 FileAccess access = FileAccess::private_if_new);

// Writes a file that must be new, for its owner alone: Errc::usage where there is one, which then
// stays.
[[nodiscard]] Result<void> write_new_file(const std::filesystem::path& path,
                                          std::string_view content);

// Makes a folder, and those above it that are missing, for the user alone. One that is there stays
// as it is.
[[nodiscard]] Result<void> make_private_folder(const std::filesystem::path& path);

// "~" and "~/..." at the front become `home`.
[[nodiscard]] std::filesystem::path expand_tilde(std::string_view path, std::string_view home);

}  // namespace cloudx::os
