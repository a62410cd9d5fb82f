#include "os/file_secrecy.hpp"

#include <sys/stat.h>
#include <system_error>

#include <fmt/format.h>

namespace cloudx::os {

namespace {

bool all_may(const std::filesystem::path& path, mode_t needed) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || (status.st_mode & needed) == 0) return false;
  return path == path.root_path() || all_may(path.parent_path(), S_IXOTH);
}

}  // namespace

bool is_open_to_others(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  return (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

bool is_open_to_all(const std::filesystem::path& path, Use use) {
  std::error_code ignored;
  return all_may(std::filesystem::weakly_canonical(path, ignored),
                 use == Use::read ? S_IROTH : S_IXOTH);
}

std::string open_key_warning(const std::filesystem::path& file) {
  if (!is_open_to_others(file)) return {};
  return fmt::format("{0} holds a key and can be read by others: run  chmod 600 {0}",
                     file.string());
}

}  // namespace cloudx::os
