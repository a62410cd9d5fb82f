#include "sshconfig/files.hpp"

#include <system_error>
#include <utility>

#include "os/file.hpp"
#include "sshconfig/path_search.hpp"

namespace cloudx::sshconfig {

namespace fs = std::filesystem;

std::optional<std::string> DiskFiles::read(const fs::path& file) const {
  Result<std::string> content = os::read_file(file);
  if (!content) return std::nullopt;
  return std::move(*content);
}

std::vector<fs::path> DiskFiles::glob(const std::string& pattern) const {
  return find_paths(pattern);
}

fs::path DiskFiles::canonical(const fs::path& path) const {
  std::error_code error;
  fs::path resolved = fs::weakly_canonical(path, error);
  return error ? path.lexically_normal() : resolved;
}

}  // namespace cloudx::sshconfig
