#include "os/file_identity.hpp"

#include <sys/stat.h>

#include "os/descriptor_identity.hpp"

namespace cloudx::os {

std::optional<FileIdentity> FileIdentity::of(const std::filesystem::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity(static_cast<std::uint64_t>(status.st_dev), status.st_ino);
}

std::optional<FileIdentity> identity_of(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return std::nullopt;
  return FileIdentity(static_cast<std::uint64_t>(status.st_dev), status.st_ino);
}

}  // namespace cloudx::os
