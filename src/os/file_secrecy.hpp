#pragma once
// Who else may read or use a file.

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace cloudx::os {

// False where that cannot be told.
[[nodiscard]] bool is_open_to_others(const std::filesystem::path& file);

enum class Use : std::uint8_t {
  read,
  run,  // a program, or what lies in a folder
};

// Whether anybody on this machine may use what is there, which takes passing through the folders
// above it, too. False where there is nothing.
[[nodiscard]] bool is_open_to_all(const std::filesystem::path& path, Use use);

// Leaves the file or folder to its owner alone. Errc::io.
[[nodiscard]] Result<void> close_to_others(const std::filesystem::path& path);

// The command by which its owner does that, as it has to be typed.
[[nodiscard]] std::string closing_command(const std::filesystem::path& path);

// What its owner has to hear of that; "" for a file that is closed to others.
[[nodiscard]] std::string open_key_warning(const std::filesystem::path& file);

}  // namespace cloudx::os
