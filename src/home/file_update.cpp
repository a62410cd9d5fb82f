#include "home/file_update.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/unified_diff.hpp"
#include "os/file.hpp"
#include "os/file_lock.hpp"
#include "os/staged_file.hpp"

namespace cloudx::home {

namespace fs = std::filesystem;

namespace {

void step(const BeforeStep& before_step, std::string_view name) {
  if (before_step) before_step(name);
}

Result<void> back_up(const FileUpdate& update, const fs::path& state) {
  const fs::path absolute = fs::absolute(update.file).lexically_normal();
  const fs::path backup = state / "backup" / absolute.relative_path();
  if (auto made = os::make_private_folder(backup.parent_path()); !made) return made;
  return os::write_file_atomically(backup, *update.before, os::FileAccess::always_private);
}

void roll_back(std::span<const FileUpdate* const> written) {
  for (const FileUpdate* update : written) {
    std::error_code error;
    if (!update->before) {
      fs::remove(update->file, error);
    } else if (auto restored = os::write_file_atomically(update->file, *update->before);
               !restored) {
      continue;  // the backup has it
    }
  }
}

struct Staged {
  const FileUpdate* update;
  os::StagedFile file;
};

Result<std::vector<Staged>> stage(std::span<const FileUpdate> updates, const fs::path& state,
                                  const BeforeStep& before_step) {
  std::vector<Staged> staged;
  for (const FileUpdate& update : updates) {
    os::remove_stale_stages(update.file);
    if (!update.changes()) continue;
    step(before_step, "stage");
    auto made = os::make_private_folder(update.file.parent_path());
    if (!made) return std::unexpected(made.error());
    auto file = os::StagedFile::write(update.file, update.after, update.access);
    if (!file) return std::unexpected(file.error());
    staged.push_back({&update, std::move(*file)});
    if (!update.before) continue;
    step(before_step, "backup");
    if (auto kept = back_up(update, state); !kept) return std::unexpected(kept.error());
  }
  return staged;
}

}  // namespace

Result<void> write_updates(std::span<const FileUpdate> updates, const fs::path& state,
                           const BeforeStep& before_step) {
  auto staged = stage(updates, state, before_step);
  if (!staged) return std::unexpected(staged.error());
  std::vector<const FileUpdate*> written;
  for (Staged& next : *staged) {
    step(before_step, "rename");
    if (auto renamed = next.file.commit(); !renamed) {
      roll_back(written);
      return renamed;
    }
    written.push_back(next.update);
    // A rename is on the disk when its folder is.
    os::sync_folder(next.file.target().parent_path());
  }
  return {};
}

Result<std::vector<FileUpdate>> read_files(std::span<const fs::path> files) {
  std::vector<FileUpdate> updates;
  for (const fs::path& file : files) {
    FileUpdate update;
    update.file = file;
    Result<std::string> content = os::read_file(file);
    if (!content && content.error().kind != Errc::not_found) {
      return std::unexpected(content.error());
    }
    if (content) update.before = std::move(*content);
    update.after = update.before.value_or("");
    updates.push_back(std::move(update));
  }
  return updates;
}

Result<std::vector<FileUpdate>> update_files(std::span<const fs::path> files, const fs::path& state,
                                             const Change& change, const BeforeStep& before_step) {
  const auto lock = os::FileLock::take(state);
  if (!lock) return std::unexpected(lock.error());
  auto updates = read_files(files);
  if (!updates) return updates;
  if (auto changed = change(*updates); !changed) return std::unexpected(changed.error());
  auto written = write_updates(*updates, state, before_step);
  if (!written) return std::unexpected(written.error());
  return updates;
}

std::string diff_of(std::span<const FileUpdate> updates) {
  std::string out;
  for (const FileUpdate& update : updates) {
    const std::string name = update.file.string();
    out += unified_diff(update.before.value_or(""), update.after,
                        update.before ? name : "/dev/null", name);
  }
  return out;
}

}  // namespace cloudx::home
