#pragma once
// Whole files: read at once, written so that a reader sees the old content or the new, never a
// part.

#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "base/error.hpp"

namespace cloudx::os {

// Errc::not_found when there is no such file. Files above `limit` bytes are refused.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t limit = 16U << 20);

// Temporary file in the same directory, fsync, rename. `mode` is used for a file that is new; an
// existing file keeps its owner, and of its mode what `keep` allows (0600 for secrets). A symbolic
// link is followed: its target is replaced.
[[nodiscard]] Result<void> write_file_atomically(const std::filesystem::path& path,
                                                 std::string_view content, mode_t mode = 0600,
                                                 mode_t keep = 07777);

// Writes a file that must be new: Errc::usage where there is one, which then stays.
[[nodiscard]] Result<void> write_new_file(const std::filesystem::path& path,
                                          std::string_view content, mode_t mode = 0600);

// Makes a folder, and those above it that are missing, for the user alone. One that is there stays
// as it is.
[[nodiscard]] Result<void> make_private_folder(const std::filesystem::path& path);

// "~" and "~/..." at the front become `home`.
[[nodiscard]] std::filesystem::path expand_tilde(std::string_view path, std::string_view home);

}  // namespace cloudx::os
