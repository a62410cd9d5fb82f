#include "os/access.hpp"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace cloudx::os {

Result<void> check_readable(const std::filesystem::path& file) {
  if (::access(file.c_str(), R_OK) == 0) return {};
  return fail(errno == ENOENT ? Errc::not_found : Errc::io, system_message(errno));
}

// access(2) calls a folder executable that may be entered.
bool is_executable(const std::filesystem::path& file) {
  std::error_code error;
  return ::access(file.c_str(), X_OK) == 0 && !std::filesystem::is_directory(file, error);
}

bool may_change_entries(const std::filesystem::path& folder) {
  return ::access(folder.c_str(), W_OK | X_OK) == 0;
}

bool is_on_another_file_system(const std::filesystem::path& entry,
                               const std::filesystem::path& folder) {
  struct stat from{};
  struct stat to{};
  const bool known = ::lstat(entry.c_str(), &from) == 0 && ::stat(folder.c_str(), &to) == 0;
  return known && from.st_dev != to.st_dev;
}

}  // namespace cloudx::os
