#pragma once
// What is for the user alone, by its exact mode, or on Windows by its access control list.

#include <filesystem>

#include "os/file_facts.hpp"
#include "os/platform.hpp"

namespace cloudx::test {

inline bool has_mode(const std::filesystem::path& path, unsigned mode) {
  return std::filesystem::status(path).permissions() == std::filesystem::perms(mode);
}

inline bool is_private_file(const std::filesystem::path& file) {
  return os::kIsWindows ? !os::look_at(file).open_to_others : has_mode(file, 0600);
}

inline bool is_private_folder(const std::filesystem::path& folder) {
  return os::kIsWindows ? !os::look_at(folder).open_to_others : has_mode(folder, 0700);
}

}  // namespace cloudx::test
