#include "os/program_path.hpp"

#include <algorithm>
#include <cstdlib>
#include <ranges>
#include <system_error>

#include "os/access.hpp"
#include "os/running_program.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

std::optional<fs::path> find_program(std::string_view name, std::string_view search_path) {
  for (const auto folder : std::views::split(search_path, ':')) {
    fs::path file = fs::path(std::string_view(folder)) / name;
    if (file.is_absolute() && is_executable(file)) return file;
  }
  return std::nullopt;
}

fs::path own_program(const fs::path& called) {
  if (called.has_parent_path()) {
    std::error_code error;
    const fs::path file = fs::absolute(called, error);
    // What is above a symbolic link is not what stands before it.
    const bool climbs = std::ranges::find(file, "..") != file.end();
    return climbs ? file : file.lexically_normal();
  }
  const char* const path = std::getenv("PATH");
  const auto found = find_program(called.string(), path == nullptr ? "" : path);
  if (found) return *found;
  return running_program();
}

}  // namespace cloudx::os
