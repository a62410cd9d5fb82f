#pragma once
// `cloudx-proxy relay deploy` and `relay destroy`.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "aws/api/credentials/assume_role.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "features/relay/deploy/deployer.hpp"
#include "features/relay/deploy/template.hpp"
#include "home/account.hpp"
#include "home/process_context.hpp"

namespace cloudx::relay {

// What is not given stays as the stack has it; a new stack has the template's defaults.
struct DeployRequest {
  home::AccountRequest account;
  std::string stack_name{kDefaultStack};
  std::optional<std::string> public_key_file;  // of a new stack: ~/.ssh/proxy.pub
  std::optional<std::string> key_pair;         // one of EC2, in place of the file
  std::optional<std::string> instance_type;
};

struct DeployReport {
  Deployment deployment;
  std::string region;
};

// Errors: usage, configuration, those of the credentials, resolve_public_key() and Deployer.
[[nodiscard]] Result<DeployReport> run_deploy(const DeployRequest& request,
                                              const home::ProcessContext& context,
                                              aws::AskMfaCode ask_mfa_code, Progress& progress);

struct DestroyRequest {
  home::AccountRequest account;
  std::string stack_name{kDefaultStack};
};

using Confirm = std::function<Result<bool>(std::string_view question)>;

// False: the user does not want it. Errors: not_found (there is no such stack), configuration (it
// is not ours), service while relay VMs run: those are not ended, and the stack stays whole.
[[nodiscard]] Result<bool> run_destroy(const DestroyRequest& request,
                                       const home::ProcessContext& context,
                                       aws::AskMfaCode ask_mfa_code, const Confirm& confirm,
                                       Progress& progress);

}  // namespace cloudx::relay
