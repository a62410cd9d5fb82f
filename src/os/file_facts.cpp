#include "os/file_facts.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace cloudx::os {

FileFacts look_at(const std::filesystem::path& path) {
  FileFacts facts;
  facts.path = path;
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return facts;
  facts.exists = true;
  facts.is_directory = S_ISDIR(found.st_mode);
  facts.mode = found.st_mode & 07777;
  facts.owned = found.st_uid == ::geteuid();
  facts.readable = ::access(path.c_str(), R_OK) == 0;
  facts.executable = !facts.is_directory && ::access(path.c_str(), X_OK) == 0;
  return facts;
}

std::string octal(mode_t mode) {
  return fmt::format("{:04o}", mode);
}

}  // namespace cloudx::os
