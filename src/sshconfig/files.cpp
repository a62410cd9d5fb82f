#include "sshconfig/files.hpp"

#include <glob.h>
#include <system_error>
#include <utility>

#include "os/file.hpp"

namespace cloudx::sshconfig {

namespace fs = std::filesystem;

std::optional<std::string> DiskFiles::read(const fs::path& file) const {
  Result<std::string> content = os::read_file(file);
  if (!content) return std::nullopt;
  return std::move(*content);
}

std::vector<fs::path> DiskFiles::glob(const std::string& pattern) const {
  glob_t found{};
  std::vector<fs::path> paths;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    for (std::size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  }
  ::globfree(&found);
  return paths;
}

fs::path DiskFiles::canonical(const fs::path& path) const {
  std::error_code error;
  fs::path resolved = fs::weakly_canonical(path, error);
  return error ? path.lexically_normal() : resolved;
}

}  // namespace cloudx::sshconfig
