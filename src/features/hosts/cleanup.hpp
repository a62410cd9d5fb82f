#pragma once
// `cloudx-proxy cleanup`: duplicates, order, spelling and ProxyCommand of our config file, and
// lines that could not be read as meant. What ssh says of every host stays the same otherwise, but
// for the program that a ProxyCommand runs and the spelling of our names.

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"
#include "hosts/effective_config.hpp"
#include "hosts/program_defaults.hpp"

namespace cloudx::hosts {

struct CleanupRequest {
  home::LocationRequest locations;
  std::optional<std::string> prefix;  // --ssh-host-prefix
  bool dry_run = false;
};

struct CleanupTarget {
  std::string prefix;   // "cloudx" or "cloudX": the other spelling becomes this one
  std::string program;  // for ProxyCommand: this binary
  Directories directories;
};

struct CleanupPlan {
  std::string text;                 // the file as it shall be
  std::vector<std::string> notes;   // what was done, and what was left and why: one sentence each
  std::vector<std::string> broken;  // lines that do not work and stay as they are, likewise
};

[[nodiscard]] CleanupPlan plan_cleanup(const std::string& text, const CleanupTarget& target,
                                       const ConfigContext& config_context);

// Does it, or shows it with dry_run; what `cleanup` prints. Errc::not_found when there is no file.
[[nodiscard]] Result<std::string> run_cleanup(const CleanupRequest& request,
                                              const home::ProcessContext& context);

}  // namespace cloudx::hosts
