#pragma once
// A file system as it will be after some of its files have changed.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sshconfig/files.hpp"

namespace cloudx::sshconfig {

class ChangedFiles final : public Files {
 public:
  explicit ChangedFiles(const Files& files) : files_(files) {}
  ChangedFiles(const Files& files, const std::filesystem::path& file, std::string text)
      : files_(files) {
    set(file, std::move(text));
  }

  void set(const std::filesystem::path& file, std::string text);

  [[nodiscard]] std::optional<std::string> read(const std::filesystem::path& file) const override;
  // Files that are new are there, too.
  [[nodiscard]] std::vector<std::filesystem::path> glob(const std::string& pattern) const override;
  [[nodiscard]] std::filesystem::path canonical(const std::filesystem::path& path) const override;

 private:
  const Files& files_;
  std::map<std::filesystem::path, std::string> changed_;  // by canonical path
};

}  // namespace cloudx::sshconfig
