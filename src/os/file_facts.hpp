#pragma once
// What the file system says about one path; symbolic links are followed.

#include <filesystem>
#include <string>

namespace cloudx::os {

struct FileFacts {
  std::filesystem::path path;
  bool exists = false;
  bool is_directory = false;
  bool readable = false;            // by this user
  bool executable = false;          // by this user; a folder is none
  bool owned = true;                // by this user; on Windows also by its administrators
  bool owned_by_root = false;       // never on Windows
  bool open_to_others = false;      // to whom it does not belong, for anything
  bool writable_by_others = false;  // the same, for changes
  std::string permissions;          // as they are called here, for a message: "mode 0644"
};

[[nodiscard]] FileFacts look_at(const std::filesystem::path& path);

}  // namespace cloudx::os
