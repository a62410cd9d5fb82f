#include "os/file_secrecy.hpp"

#include <sys/stat.h>

#include <fmt/format.h>

namespace cloudx::os {

bool is_open_to_others(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  return (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

std::string open_key_warning(const std::filesystem::path& file) {
  if (!is_open_to_others(file)) return {};
  return fmt::format("{0} holds a key and can be read by others: run  chmod 600 {0}",
                     file.string());
}

}  // namespace cloudx::os
