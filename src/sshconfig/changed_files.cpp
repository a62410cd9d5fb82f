#include "sshconfig/changed_files.hpp"

#include <algorithm>
#include <utility>

#include "sshconfig/path_pattern.hpp"

namespace cloudx::sshconfig {

namespace fs = std::filesystem;

void ChangedFiles::set(const fs::path& file, std::string text) {
  changed_[files_.canonical(file)] = std::move(text);
}

std::optional<std::string> ChangedFiles::read(const fs::path& file) const {
  const auto found = changed_.find(files_.canonical(file));
  return found == changed_.end() ? files_.read(file) : found->second;
}

std::vector<fs::path> ChangedFiles::glob(const std::string& pattern) const {
  std::vector<fs::path> found = files_.glob(pattern);
  for (const auto& [file, text] : changed_) {
    const bool is_new = match_path(file.string(), pattern) &&
                        std::ranges::none_of(found, [&](const fs::path& path) {
                          return files_.canonical(path) == file;
                        });
    if (is_new) found.push_back(file);
  }
  std::ranges::sort(found);
  return found;
}

fs::path ChangedFiles::canonical(const fs::path& path) const {
  return files_.canonical(path);
}

}  // namespace cloudx::sshconfig
