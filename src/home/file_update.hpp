#pragma once
// Changes of the user's files: read, change and write as one, alone, and all or nothing as far as a
// file system allows.
//
// All new versions are written beside the old ones first; then each takes its place by a rename, in
// the order given. When one of those fails, the files before it get their old content back. A run
// that is killed leaves every file whole, old or new.

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "os/file_access.hpp"

namespace cloudx::home {

struct FileUpdate {
  std::filesystem::path file;
  std::optional<std::string> before;  // nothing: there is no such file
  std::string after;                  // empty leaves a missing file missing
  os::FileAccess access = os::FileAccess::private_if_new;

  [[nodiscard]] bool changes() const { return after != before.value_or(""); }
};

// For tests: called before each step that changes something on the disk.
using BeforeStep = std::function<void(std::string_view step)>;

// Errc::io or not_found; nothing has changed then. The previous content of a changed file is kept
// as STATE/backup/<its absolute path>, private, one version of each. The caller holds the lock.
[[nodiscard]] Result<void> write_updates(std::span<const FileUpdate> updates,
                                         const std::filesystem::path& state,
                                         const BeforeStep& before_step = {});

// What the files say now. A missing one is no error, one that cannot be read is.
[[nodiscard]] Result<std::vector<FileUpdate>> read_files(
    std::span<const std::filesystem::path> files);

// Given the files with `before` set and `after` the same, sets `after`.
using Change = std::function<Result<void>(std::vector<FileUpdate>& updates)>;

// Takes the lock, reads, changes, writes. The updates tell what was done. STATE is
// home::state_directory().
[[nodiscard]] Result<std::vector<FileUpdate>> update_files(
    std::span<const std::filesystem::path> files, const std::filesystem::path& state,
    const Change& change, const BeforeStep& before_step = {});

// What the updates change, as a diff for the user.
[[nodiscard]] std::string diff_of(std::span<const FileUpdate> updates);

}  // namespace cloudx::home
