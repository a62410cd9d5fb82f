#pragma once
// What the file system says about one path; symbolic links are followed.

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace cloudx::os {

struct FileFacts {
  std::filesystem::path path;
  bool exists = false;
  bool is_directory = false;
  bool readable = false;    // by this user
  bool executable = false;  // by this user
  mode_t mode = 0;          // permission bits
  bool owned = true;        // by this user
};

[[nodiscard]] FileFacts look_at(const std::filesystem::path& path);

[[nodiscard]] std::string octal(mode_t mode);  // "0644"

}  // namespace cloudx::os
