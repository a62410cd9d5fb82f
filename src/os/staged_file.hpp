#pragma once
// The new version of a file, whole on the disk and not yet in its place: several can be made ready
// before the first of them takes effect.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "os/file_access.hpp"

namespace cloudx::os {

class StagedFile {
 public:
  // A temporary file in the directory of `path`, synced to the disk. An existing file keeps its
  // owner. A symbolic link is followed: its target is replaced.
  [[nodiscard]] static Result<StagedFile> write(const std::filesystem::path& path,
                                                std::string_view content, FileAccess access);

  StagedFile(StagedFile&& other) noexcept;
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  StagedFile& operator=(StagedFile&&) = delete;
  ~StagedFile();  // what was not committed goes away

  // Takes the place of the old version.
  [[nodiscard]] Result<void> commit();
  // Commits where there is no old version; Errc::usage where there is one, which then stays.
  [[nodiscard]] Result<void> commit_new();

  // Without symbolic links.
  [[nodiscard]] const std::filesystem::path& target() const { return target_; }

 private:
  StagedFile(std::filesystem::path target, std::string temporary);

  std::filesystem::path target_;
  std::string temporary_;  // empty when committed
};

// A folder of ours beside the files that a program makes in it, until they are moved to their
// places.
class StagedFolder {
 public:
  // In `directory`, for its owner alone.
  [[nodiscard]] static Result<StagedFolder> make(const std::filesystem::path& directory);

  StagedFolder(StagedFolder&& other) noexcept;
  StagedFolder(const StagedFolder&) = delete;
  StagedFolder& operator=(const StagedFolder&) = delete;
  StagedFolder& operator=(StagedFolder&&) = delete;
  ~StagedFolder();  // what is still in it goes away

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit StagedFolder(std::filesystem::path path);

  std::filesystem::path path_;
};

// What was renamed or made in a folder is on the disk afterwards, where the file system can do
// that.
void sync_folder(const std::filesystem::path& folder);

// Removes what runs that were killed left beside `path`.
void remove_stale_stages(const std::filesystem::path& path);

}  // namespace cloudx::os
