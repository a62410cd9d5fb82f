#include "os/file_secrecy.hpp"

#include <sys/stat.h>
#include <system_error>

#include <fmt/format.h>

#include "base/shell_word.hpp"

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

Result<void> close_to_others(const std::filesystem::path& path) {
  std::error_code error;
  const auto present = std::filesystem::status(path, error);
  const auto wanted =
      std::filesystem::is_directory(present)
          ? std::filesystem::perms::owner_all
          : std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
  if (!error && present.permissions() == wanted) return {};
  std::filesystem::permissions(path, wanted, error);
  if (!error) return {};
  return fail(Errc::io,
              fmt::format("the mode of {} cannot be set: {}", path.string(), error.message()));
}

std::string closing_command(const std::filesystem::path& path) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(path, ignored);
  return fmt::format("chmod {} {}", is_folder ? "700" : "600", shell_word(path.string()));
}

std::string open_key_warning(const std::filesystem::path& file) {
  if (!is_open_to_others(file)) return {};
  return fmt::format("{} holds a key and can be read by others: run  {}", file.string(),
                     closing_command(file));
}

}  // namespace cloudx::os
