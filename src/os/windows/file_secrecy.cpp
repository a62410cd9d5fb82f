#include "os/file_secrecy.hpp"

#include <fmt/format.h>

#include "os/windows/access_list.hpp"

namespace cloudx::os {

bool is_open_to_others(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  const auto others = access_of_others(file);
  return others && others->any;
}

// By default every user may pass through every folder ("Bypass traverse checking"), so that the
// file's own list decides.
bool is_open_to_all(const std::filesystem::path& path, Use) {
  const auto others = access_of_others(path);
  return others && others->read;
}

std::string open_key_warning(const std::filesystem::path& file) {
  if (!is_open_to_others(file)) return {};
  return fmt::format(
      "{0} holds a key and can be read by others: run  icacls \"{0}\" /inheritance:r /grant:r "
      "\"%USERNAME%:F\"",
      file.string());
}

}  // namespace cloudx::os
