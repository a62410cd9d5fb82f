#pragma once
// `cloudx-proxy migrate`: moves ~/.ssh/vscode to ~/.ssh/cloudX (or elsewhere), with everything in
// the two ssh config files that names it. All or nothing; a run that was killed half-way is
// completed by the next one.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "home/process_context.hpp"
#include "hosts/program_defaults.hpp"
#include "sshconfig/files.hpp"

namespace cloudx::hosts {

struct MigrateRequest {
  std::optional<std::string> target_dir;  // default ~/.ssh/cloudX
  bool dry_run = false;
};

struct Move {
  std::filesystem::path home;
  std::filesystem::path from;  // absolute, normal
  std::filesystem::path to;
  Directories directories_after;
  std::vector<std::filesystem::path> vscode_settings;  // they may name the config file, too
};

// A config file after the move: paths in the old directory name the new one, in the form in which
// they were written (absolute, "~", "${HOME}", relative to ~/.ssh); a ProxyCommand of ours keeps
// the profile, key and directory that it relied on. Keys keep their names. Comments stay as they
// are.
[[nodiscard]] std::string moved_config(const std::string& text, const Move& move);

// What `migrate` prints. Errc::not_found when there is nothing to move, configuration when the
// target is there already or cannot be. What is refused leaves nothing behind.
[[nodiscard]] Result<std::string> run_migrate(const MigrateRequest& request,
                                              const home::ProcessContext& context);

}  // namespace cloudx::hosts
