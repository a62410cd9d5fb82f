#include "features/hosts/migrate.hpp"

#include <array>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/file.hpp"
#include "home/file_lock.hpp"
#include "home/file_update.hpp"
#include "home/state_directory.hpp"
#include "home/vscode_settings.hpp"
#include "sshconfig/files.hpp"
#include "sshconfig/include.hpp"

namespace cloudx::hosts {

namespace fs = std::filesystem;

namespace {

Move move_of(const MigrateRequest& request, const home::Surroundings& surroundings) {
  const std::string& home = surroundings.home;
  const fs::path ssh = fs::path(home) / ".ssh";
  Move move;
  move.vscode_settings = home::vscode_settings_file(surroundings);
  move.home = home;
  move.from = ssh / "vscode";
  move.to = ssh / "cloudX";
  if (request.target_dir) {
    move.to = fs::absolute(expand_tilde(*request.target_dir, home)).lexically_normal();
    if (!move.to.has_filename()) move.to = move.to.parent_path();  // "work/"
  }
  move.directories_after = find_directories(home);
  move.directories_after.vscode = false;
  move.directories_after.cloud_x = move.directories_after.cloud_x || move.to == ssh / "cloudX";
  return move;
}

// The files as they are now, `config` in whichever directory it is.
Result<std::vector<home::FileUpdate>> plan(const Move& move, const fs::path& directory) {
  const std::array<fs::path, 3> files{directory / "config", move.home / ".ssh/config",
                                      move.vscode_settings};
  auto updates = home::read_files(files);
  if (!updates) return updates;
  for (home::FileUpdate& update : *updates) {
    const std::string before = update.before.value_or("");
    update.after = update.file == move.vscode_settings
                       ? home::with_moved_config(before, (move.from / "config").string(),
                                                 (move.to / "config").string())
                       : moved_config(before, move);
  }
  return updates;
}

bool any_changes(const std::vector<home::FileUpdate>& updates) {
  for (const home::FileUpdate& update : updates) {
    if (update.changes()) return true;
  }
  return false;
}

enum class Stage : std::uint8_t { to_be_moved, moved_already };

Result<Stage> find_stage(const Move& move) {
  std::error_code error;
  const bool from = fs::is_directory(move.from, error);
  const bool to = fs::exists(move.to, error);
  if (from && to) {
    return fail(Errc::configuration, fmt::format("{} is there already: name another directory with "
                                                 "--target-dir, or move that one out of the way",
                                                 move.to.string()));
  }
  if (from) return Stage::to_be_moved;
  if (to) return Stage::moved_already;
  return fail(Errc::not_found, fmt::format("there is no {} to migrate", move.from.string()));
}

Result<void> rename_directory(const fs::path& from, const fs::path& to) {
  if (auto made = make_private_folder(to.parent_path()); !made) return made;
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return {};
  return fail(Errc::io,
              fmt::format("cannot move {} to {}: {}", from.string(), to.string(), error.message()));
}

std::string told(const Move& move) {
  return fmt::format("{} is now {}\n", move.from.string(), move.to.string());
}

Result<std::string> preview(const Move& move, Stage stage) {
  auto updates = plan(move, stage == Stage::to_be_moved ? move.from : move.to);
  if (!updates) return std::unexpected(updates.error());
  std::string out;
  if (stage == Stage::to_be_moved) {
    out = fmt::format("{} would become {}\n", move.from.string(), move.to.string());
  }
  return out + diff_of(*updates);
}

// The directory first: until the main config has its new Include, ssh only lacks our hosts, and the
// next run goes on from there.
Result<std::string> perform(const Move& move, Stage stage, const fs::path& state) {
  if (stage == Stage::to_be_moved) {
    if (auto renamed = rename_directory(move.from, move.to); !renamed) {
      return std::unexpected(renamed.error());
    }
  }
  auto updates = plan(move, move.to);
  const bool nothing = stage == Stage::moved_already && updates && !any_changes(*updates);
  if (nothing) {
    return fail(Errc::not_found, fmt::format("there is no {} to migrate", move.from.string()));
  }
  Result<void> written;
  if (updates) written = write_updates(*updates, state);
  if (updates && written) return told(move);
  if (stage == Stage::to_be_moved) {
    if (auto back = rename_directory(move.to, move.from); !back) {
      return std::unexpected(back.error());
    }
  }
  return std::unexpected(updates ? written.error() : updates.error());
}

}  // namespace

Result<std::string> run_migrate(const MigrateRequest& request,
                                const home::Surroundings& surroundings) {
  const Move move = move_of(request, surroundings);
  const sshconfig::DiskFiles files;
  for (const fs::path& file : {move.home / ".ssh" / "config", move.from / "config"}) {
    auto good = sshconfig::check_includes(file, move.home, files);
    if (!good) return std::unexpected(good.error());
  }
  if (request.dry_run) {
    const auto stage = find_stage(move);
    if (!stage) return std::unexpected(stage.error());
    return preview(move, *stage);
  }
  const fs::path state = state_directory(surroundings);
  const auto lock = home::FileLock::take(state);
  if (!lock) return std::unexpected(lock.error());
  const auto stage = find_stage(move);
  if (!stage) return std::unexpected(stage.error());
  return perform(move, *stage, state);
}

}  // namespace cloudx::hosts
