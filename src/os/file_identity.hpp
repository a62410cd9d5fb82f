#pragma once
// Which file a path leads to, whatever it is called and however often its content changes.

#include <cstdint>
#include <filesystem>
#include <optional>

namespace cloudx::os {

class FileIdentity {
 public:
  // Symbolic links are followed. Nothing where there is no file, or none that can be looked at.
  [[nodiscard]] static std::optional<FileIdentity> of(const std::filesystem::path& path);

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;

  // As the system has them; for src/os alone.
  FileIdentity(std::uint64_t volume, std::uint64_t number) : volume_(volume), number_(number) {}

 private:
  std::uint64_t volume_;
  std::uint64_t number_;  // a new file may get that of one that was removed
};

}  // namespace cloudx::os
