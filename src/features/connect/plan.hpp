#pragma once
// A request with everything looked up and checked that can be without the network.

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "aws/core/environment.hpp"
#include "aws/core/settings.hpp"
#include "base/error.hpp"
#include "features/connect/locations.hpp"
#include "features/connect/request.hpp"
#include "features/connect/target.hpp"

namespace cloudx::connect {

struct Surroundings {
  std::string program;  // basename of argv[0]
  std::string home;
  aws::Environment environment;
};

struct Plan {
  Target target;
  Locations locations;
  std::string public_key;  // the line to push; empty for a hybrid node
  std::string os_user;
  aws::Settings settings;                // its region is set
  bool default_profile_missing = false;  // none was named, and the default one does not exist
  std::chrono::seconds timeout{};
  std::size_t payload_size = 1024;  // bytes of a data message at most

  [[nodiscard]] const std::string& region() const { return *settings.endpoints.region; }
  // "i-0123456789abcdef0 (profile vscode, region eu-west-1)"
  [[nodiscard]] std::string describe() const;
};

// Errc::usage for what the command line says wrongly, configuration for files that do not fit.
// Without --profile: the default profile (locations.hpp) where the shared files have it, else
// whatever the environment gives.
[[nodiscard]] Result<Plan> make_plan(const ConnectRequest& request,
                                     const Surroundings& surroundings);

// What a run would do, in lines, for --dry-run.
[[nodiscard]] std::vector<std::string> dry_run_report(const Plan& plan);

}  // namespace cloudx::connect
