#include "features/setup/files_step.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "home/file_update.hpp"
#include "home/state_directory.hpp"
#include "home/vscode_settings.hpp"
#include "hosts/tiers.hpp"
#include "os/file.hpp"
#include "os/file_lock.hpp"
#include "sshconfig/changed_files.hpp"
#include "sshconfig/files.hpp"
#include "sshconfig/include.hpp"

namespace cloudx::setup {

namespace fs = std::filesystem;

namespace {

std::string local_time() {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::localtime(std::time(nullptr)));
}

fs::path absolute_path(const fs::path& path) {
  std::error_code error;
  return fs::absolute(path, error).lexically_normal();
}

struct Paths {
  fs::path own;   // our ssh_config
  fs::path main;  // the user's own
  bool same = false;

  explicit Paths(const FilesRequest& request)
      : own(absolute_path(request.locations.ssh_config)),
        main(fs::path(request.context.home) / ".ssh" / "config") {
    const sshconfig::DiskFiles files;
    same = files.canonical(own) == files.canonical(main);
  }

  [[nodiscard]] std::vector<fs::path> written(const std::vector<VscodeChange>& editors) const {
    std::vector<fs::path> files = {own};
    if (!same) files.push_back(main);
    for (const VscodeChange& change : editors) files.push_back(change.editor.settings);
    return files;
  }
};

Result<std::string> with_settings(const std::string& before, const fs::path& file,
                                  const std::vector<VscodeChange>& editors) {
  const auto change = std::ranges::find(
      editors, file,
      [](const VscodeChange& one) -> const fs::path& { return one.editor.settings; });
  auto after = home::with_remote_ssh(before, change->config_file);
  if (!after) return fail(file.string(), after.error());
  return after;
}

VscodeRequest vscode_request(const FilesRequest& request, const Paths& paths) {
  const auto& environment = request.host.environment;
  return {.home = request.context.home,
          .own_config = paths.own,
          .main_config = paths.main,
          .host = hosts::host_alias(environment.prefix, environment.environment, request.host.name),
          .instance_id = request.host.instance_id};
}

void set_all(sshconfig::ChangedFiles& files, const std::vector<home::FileUpdate>& updates) {
  for (const home::FileUpdate& update : updates) files.set(update.file, update.after);
}

// Our file may include the user's own, which is to include ours.
Result<void> check_result(const std::vector<home::FileUpdate>& updates,
                          const FilesRequest& request) {
  const sshconfig::DiskFiles disk;
  const fs::path home = request.context.home;
  sshconfig::ChangedFiles after(disk);
  set_all(after, updates);
  return sshconfig::check_includes(home / ".ssh" / "config", home, after);
}

home::Change change(const FilesRequest& request, const Paths& paths) {
  return [&](std::vector<home::FileUpdate>& updates) -> Result<void> {
    for (home::FileUpdate& update : updates) {
      const std::string before = update.before.value_or("");
      Result<std::string> after;
      if (update.file == paths.own) {
        after = with_host(before, request.host, request.existing,
                          {request.setup.version, local_time()}, request.context.home);
      } else if (update.file == paths.main) {
        after = with_include(before, paths.own, request.context.home, sshconfig::DiskFiles());
      } else {
        after = with_settings(before, update.file, request.editors);
        update.access = os::FileAccess::readable_if_new;
      }
      if (!after) return std::unexpected(after.error());
      update.after = std::move(*after);
    }
    return check_result(updates, request);
  };
}

Result<void> show(const FilesRequest& request, const Paths& paths, Report& report) {
  auto updates = home::read_files(paths.written(request.editors));
  if (!updates) return std::unexpected(updates.error());
  if (auto changed = change(request, paths)(*updates); !changed) return changed;
  const std::string diff = home::diff_of(*updates);
  report.text(diff.empty() ? "    nothing would change" : diff);
  tell_replaced(vscode_request(request, paths), request.editors, report);
  return {};
}

// Folders that ssh and the tiers count on; ours stays private.
Result<void> make_directories(const FilesRequest& request, const Paths& paths) {
  const fs::path ssh = fs::path(request.context.home) / ".ssh";
  for (const fs::path& folder : {ssh, ssh / "control", paths.own.parent_path()}) {
    if (auto made = os::make_private_folder(folder); !made) return made;
  }
  for (const VscodeChange& change : request.editors) {
    if (auto made = os::make_private_folder(change.editor.settings.parent_path()); !made)
      return made;
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> differences(const FilesRequest& request) {
  const Paths paths(request);
  const std::array<fs::path, 1> own = {paths.own};
  const auto files = home::read_files(own);
  if (!files) return std::unexpected(files.error());
  return compare(files->front().before.value_or(""), request.host, request.context.home)
      .differences;
}

Result<std::vector<VscodeChange>> settle_editors(const FilesRequest& request, Questions& questions,
                                                 Report& report) {
  const Paths paths(request);
  auto updates = home::read_files(paths.written({}));
  if (!updates) return std::unexpected(updates.error());
  if (auto changed = change(request, paths)(*updates); !changed) {
    return std::unexpected(changed.error());
  }
  const sshconfig::DiskFiles disk;
  sshconfig::ChangedFiles after(disk);
  set_all(after, *updates);
  return settle_vscode(vscode_request(request, paths), home::vscode_editors(request.context), after,
                       questions, report);
}

Result<void> write_files(const FilesRequest& request, Report& report) {
  const Paths paths(request);
  if (request.setup.dry_run) return show(request, paths, report);
  if (auto made = make_directories(request, paths); !made) return made;
  const auto updates =
      home::update_files(paths.written(request.editors), home::state_directory(request.context),
                         change(request, paths));
  if (!updates) return std::unexpected(updates.error());
  for (const home::FileUpdate& update : *updates) {
    if (update.changes()) {
      report.done(fmt::format("{} {}", update.before ? "changed" : "wrote", update.file.string()));
    } else {
      report.same(fmt::format("{} says so already", update.file.string()));
    }
  }
  tell_replaced(vscode_request(request, paths), request.editors, report);
  return {};
}

}  // namespace cloudx::setup
