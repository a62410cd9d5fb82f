#include "features/hosts/migrate.hpp"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "home/file_update.hpp"
#include "home/jsonc.hpp"
#include "home/state_directory.hpp"
#include "home/vscode_editors.hpp"
#include "home/vscode_settings.hpp"
#include "os/access.hpp"
#include "os/file.hpp"
#include "os/file_lock.hpp"
#include "sshconfig/files.hpp"
#include "sshconfig/include.hpp"

namespace cloudx::hosts {

namespace fs = std::filesystem;

namespace {

Move move_of(const MigrateRequest& request, const home::ProcessContext& context) {
  const std::string& home = context.home;
  const fs::path ssh = fs::path(home) / ".ssh";
  Move move;
  for (const home::VscodeEditor& editor : home::vscode_editors(context)) {
    move.vscode_settings.push_back(editor.settings);
  }
  move.home = home;
  move.from = ssh / "vscode";
  move.to = ssh / "cloudX";
  if (request.target_dir) {
    move.to = fs::absolute(os::expand_tilde(*request.target_dir, home)).lexically_normal();
    if (!move.to.has_filename()) move.to = move.to.parent_path();  // "work/"
  }
  move.directories_after = find_directories(home);
  move.directories_after.vscode = false;
  move.directories_after.cloud_x = move.directories_after.cloud_x || move.to == ssh / "cloudX";
  return move;
}

bool is_settings(const Move& move, const fs::path& file) {
  return std::ranges::find(move.vscode_settings, file) != move.vscode_settings.end();
}

// The files as they are now, `config` in whichever directory it is.
Result<std::vector<home::FileUpdate>> plan(const Move& move, const fs::path& directory) {
  std::vector<fs::path> files{directory / "config", move.home / ".ssh/config"};
  files.insert(files.end(), move.vscode_settings.begin(), move.vscode_settings.end());
  auto updates = home::read_files(files);
  if (!updates) return updates;
  for (home::FileUpdate& update : *updates) {
    const std::string before = update.before.value_or("");
    update.after = is_settings(move, update.file)
                       ? home::with_moved_config(before, {move.from, move.to, move.home})
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

std::unexpected<Error> nothing_to_move(const Move& move) {
  return fail(Errc::not_found, fmt::format("there is no {} to migrate", move.from.string()));
}

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
  return nothing_to_move(move);
}

fs::path nearest_folder(fs::path path) {
  std::error_code error;
  while (path.has_relative_path() && !fs::exists(path, error)) path = path.parent_path();
  return path;
}

// What would stop the move, asked before anything is made for it.
Result<void> check_move(const Move& move) {
  const auto refused = [&](std::string_view why) {
    return fail(Errc::configuration,
                fmt::format("cannot move {} to {}: {}", move.from.string(), move.to.string(), why));
  };
  if (!move.to.lexically_relative(move.from).string().starts_with("..")) {
    return refused("that is inside of it");
  }
  const fs::path above = nearest_folder(move.to.parent_path());
  for (const fs::path& folder : {move.from.parent_path(), above}) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return refused(folder.string() + " is not a folder");
    if (!os::may_change_entries(folder)) {
      return refused(fmt::format("{} cannot be written to", folder.string()));
    }
  }
  if (os::is_on_another_file_system(move.from, above))
    return refused("that is another file system");
  return {};
}

Result<void> rename_directory(const fs::path& from, const fs::path& to) {
  if (auto made = os::make_private_folder(to.parent_path()); !made) return made;
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return {};
  return fail(Errc::io,
              fmt::format("cannot move {} to {}: {}", from.string(), to.string(), error.message()));
}

std::string told(const Move& move, const std::vector<home::FileUpdate>& updates) {
  std::string out = fmt::format("{} is now {}\n", move.from.string(), move.to.string());
  for (const home::FileUpdate& update : updates) {
    if (!is_settings(move, update.file)) continue;
    if (home::is_jsonc_object(update.after) || !update.after.contains(home::kVscodeConfigFile)) {
      continue;
    }
    out += fmt::format("{} is not a JSON object: look yourself at its {}\n", update.file.string(),
                       home::kVscodeConfigFile);
  }
  return out;
}

// Everything that can refuse the run without the lock, which is a file of ours.
Result<void> check(const Move& move, Stage stage) {
  if (stage == Stage::to_be_moved) {
    if (auto can = check_move(move); !can) return can;
  }
  const fs::path directory = stage == Stage::to_be_moved ? move.from : move.to;
  const sshconfig::DiskFiles files;
  for (const fs::path& file : {move.home / ".ssh" / "config", directory / "config"}) {
    if (auto good = sshconfig::check_includes(file, move.home, files); !good) return good;
  }
  const auto updates = plan(move, directory);
  if (!updates) return std::unexpected(updates.error());
  if (stage == Stage::moved_already && !any_changes(*updates)) return nothing_to_move(move);
  return {};
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
  if (stage == Stage::moved_already && updates && !any_changes(*updates)) {
    return nothing_to_move(move);
  }
  Result<void> written;
  if (updates) written = write_updates(*updates, state);
  if (updates && written) return told(move, *updates);
  if (stage == Stage::to_be_moved) {
    if (auto back = rename_directory(move.to, move.from); !back) {
      return std::unexpected(back.error());
    }
  }
  return std::unexpected(updates ? written.error() : updates.error());
}

}  // namespace

Result<std::string> run_migrate(const MigrateRequest& request,
                                const home::ProcessContext& context) {
  const Move move = move_of(request, context);
  const auto before = find_stage(move);
  if (!before) return std::unexpected(before.error());
  if (auto can = check(move, *before); !can) return std::unexpected(can.error());
  if (request.dry_run) return preview(move, *before);
  const fs::path state = state_directory(context);
  const auto lock = os::FileLock::take(state);
  if (!lock) return std::unexpected(lock.error());
  const auto stage = find_stage(move);  // another run may have been faster
  if (!stage) return std::unexpected(stage.error());
  return perform(move, *stage, state);
}

}  // namespace cloudx::hosts
