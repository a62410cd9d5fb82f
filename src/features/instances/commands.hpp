#pragma once
// `cloudx-proxy start`, `stop` and `status`.

#include <chrono>
#include <string>

#include "aws/api/credentials/assume_role.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "home/account.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"
#include "instances/live_states.hpp"
#include "instances/power.hpp"

namespace cloudx::instances {

struct InstanceRequest {
  std::string instance;  // as selection.hpp takes it
  home::AccountRequest account;
  home::LocationRequest locations;  // of the ssh config with the hosts
  bool wait = false;
  std::chrono::seconds timeout{600};
};

struct PowerChange {
  std::string instance_id;
  PowerOutcome outcome;
};

struct NodeStatus {
  std::string instance_id;
  LiveState state;
};

// Errors: those of select(), find_instance(), the credentials and Power.
[[nodiscard]] Result<PowerChange> run_start(const InstanceRequest& request,
                                            const home::ProcessContext& context,
                                            aws::AskMfaCode ask_mfa_code, Progress& progress);
[[nodiscard]] Result<PowerChange> run_stop(const InstanceRequest& request,
                                           const home::ProcessContext& context,
                                           aws::AskMfaCode ask_mfa_code, Progress& progress);
[[nodiscard]] Result<NodeStatus> run_status(const InstanceRequest& request,
                                            const home::ProcessContext& context,
                                            aws::AskMfaCode ask_mfa_code, Progress& progress);

}  // namespace cloudx::instances
