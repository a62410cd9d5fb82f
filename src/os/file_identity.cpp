#include "os/file_identity.hpp"

#include <sys/stat.h>

namespace cloudx::os {

std::optional<FileIdentity> FileIdentity::of(const std::filesystem::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity(status.st_dev, status.st_ino);
}

}  // namespace cloudx::os
