#pragma once
// A request with everything looked up and checked that can be without the network.

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "features/connect/connect_request.hpp"
#include "features/connect/transfer_limits.hpp"
#include "home/account.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"
#include "instances/target.hpp"

namespace cloudx::connect {

struct ConnectPlan {
  instances::Target target;
  home::Locations locations;
  std::string public_key;  // the line to push; empty for a hybrid node
  std::string os_user;
  std::string owner_tag;  // names the instance's owner
  home::Account account;
  std::chrono::seconds timeout{};
  TransferLimits limits;
  std::filesystem::path state;  // home::state_directory()

  [[nodiscard]] const std::string& region() const { return account.region(); }
  // "i-0123456789abcdef0 (profile vscode, region eu-west-1)"
  [[nodiscard]] std::string describe() const;
};

// Errc::usage for what the command line says wrongly, configuration for files that do not fit.
[[nodiscard]] Result<ConnectPlan> make_connect_plan(const ConnectRequest& request,
                                                    const home::ProcessContext& context);

// What a run would do, in lines, for --dry-run.
[[nodiscard]] std::vector<std::string> dry_run_report(const ConnectPlan& plan);

}  // namespace cloudx::connect
