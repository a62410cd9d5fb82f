#pragma once
// A file system in memory, without symbolic links.

#include <map>
#include <string>

#include "sshconfig/files.hpp"
#include "sshconfig/path_pattern.hpp"

namespace cloudx::sshconfig {

class MemoryFiles final : public Files {
 public:
  explicit MemoryFiles(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  [[nodiscard]] std::optional<std::string> read(const std::filesystem::path& file) const override {
    const auto found = files_.find(file.generic_string());
    if (found == files_.end()) return std::nullopt;
    return found->second;
  }
  [[nodiscard]] std::vector<std::filesystem::path> glob(const std::string& pattern) const override {
    std::vector<std::filesystem::path> found;
    for (const auto& [name, content] : files_) {
      if (match_path(name, pattern)) found.emplace_back(name);
    }
    return found;
  }
  [[nodiscard]] std::filesystem::path canonical(const std::filesystem::path& path) const override {
    return path.lexically_normal();
  }

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace cloudx::sshconfig
