#pragma once
// The file system as far as an Include needs it, so that tests run in memory.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cloudx::sshconfig {

class Files {
 public:
  Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  virtual ~Files() = default;

  // Nothing where the file cannot be read: ssh passes over an Include that is not there.
  [[nodiscard]] virtual std::optional<std::string> read(
      const std::filesystem::path& file) const = 0;

  // Returns existing paths in sorted order, as glob(3) does; `pattern` is absolute.
  [[nodiscard]] virtual std::vector<std::filesystem::path> glob(
      const std::string& pattern) const = 0;

  // Without symbolic links as far as the path exists; otherwise only normalised.
  [[nodiscard]] virtual std::filesystem::path canonical(
      const std::filesystem::path& path) const = 0;
};

class DiskFiles final : public Files {
 public:
  [[nodiscard]] std::optional<std::string> read(const std::filesystem::path& file) const override;
  [[nodiscard]] std::vector<std::filesystem::path> glob(const std::string& pattern) const override;
  [[nodiscard]] std::filesystem::path canonical(const std::filesystem::path& path) const override;
};

}  // namespace cloudx::sshconfig
