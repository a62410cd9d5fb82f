#include "os/file.hpp"

#include "os/platform.hpp"
#include "os/staged_file.hpp"

namespace cloudx::os {

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content,
                                   FileAccess access) {
  Result<StagedFile> staged = StagedFile::write(path, content, access);
  if (!staged) return std::unexpected(staged.error());
  return staged->commit();
}

Result<void> write_new_file(const std::filesystem::path& path, std::string_view content) {
  Result<StagedFile> staged = StagedFile::write(path, content, FileAccess::always_private);
  if (!staged) return std::unexpected(staged.error());
  return staged->commit_new();
}

std::filesystem::path expand_tilde(std::string_view path, std::string_view home) {
  if (path == "~") return home;
  const bool is_below = path.starts_with("~/") || (kIsWindows && path.starts_with(R"(~\)"));
  if (is_below) return std::filesystem::path(home) / path.substr(2);
  return path;
}

}  // namespace cloudx::os
