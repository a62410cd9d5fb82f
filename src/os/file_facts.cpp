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
  constexpr mode_t kAll = 07777;
  facts.exists = true;
  facts.is_directory = S_ISDIR(found.st_mode);
  facts.readable = ::access(path.c_str(), R_OK) == 0;
  facts.executable = !facts.is_directory && ::access(path.c_str(), X_OK) == 0;
  facts.owned = found.st_uid == ::geteuid();
  facts.owned_by_root = found.st_uid == 0;
  facts.open_to_others = (found.st_mode & (S_IRWXG | S_IRWXO)) != 0;
  facts.writable_by_others = (found.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  facts.permissions = fmt::format("mode {:04o}", found.st_mode & kAll);
  return facts;
}

}  // namespace cloudx::os
