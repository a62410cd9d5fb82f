#pragma once
// A request with everything looked up and checked that can be without the network.

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "features/connect/connect_request.hpp"
#include "features/connect/transfer_limits.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"
#include "session/session_plan.hpp"

namespace cloudx::connect {

struct ConnectPlan : session::SessionPlan {
  home::Locations locations;
  std::string public_key;  // the line to push; empty for a hybrid node
  std::string os_user;
  TransferLimits limits;
  std::filesystem::path state;  // home::state_directory()
  // Of the configuration: a file of a later release, or with a slip, must not cost a login.
  std::vector<std::string> warnings;
};

// Errc::usage for what the command line says wrongly, configuration for files that do not fit.
[[nodiscard]] Result<ConnectPlan> make_connect_plan(const ConnectRequest& request,
                                                    const home::ProcessContext& context);

// What a run would do, in lines, for --dry-run.
[[nodiscard]] std::vector<std::string> dry_run_report(const ConnectPlan& plan);

}  // namespace cloudx::connect
