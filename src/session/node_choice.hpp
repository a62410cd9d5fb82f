#pragma once
// From what a user writes for a target to the plan of a session with it.

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/credentials/assume_role.hpp"
#include "aws/clients/clients.hpp"
#include "base/error.hpp"
#include "config/values.hpp"
#include "home/account.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"
#include "instances/selection.hpp"
#include "session/session_plan.hpp"

namespace cloudx::session {

struct NodeRequest {
  std::string target;  // as instances::select_target() takes it
  home::AccountRequest account;
  home::LocationRequest locations;       // of the ssh config with the hosts
  std::optional<std::string> owner_tag;  // instances::kOwnerTag
  std::chrono::seconds timeout{300};
};

// What can be known without the network.
struct NodeChoice {
  instances::Selection selection;
  std::filesystem::path ssh_config;       // where hosts were looked up
  SessionPlan plan;                       // its target is not known before find_node()
  std::shared_ptr<aws::Clients> clients;  // of the account; several nodes may have it in common
};

// Errc::usage for what the command line says wrongly, not_found for a profile that is in no file,
// configuration for files that do not fit.
[[nodiscard]] Result<NodeChoice> choose_node(const NodeRequest& request,
                                             const home::ProcessContext& context,
                                             aws::AskMfaCode ask_mfa_code);

// The same where the selection is made already; the request's target does not count.
[[nodiscard]] Result<NodeChoice> choose_in(instances::Selection selection,
                                           const NodeRequest& request,
                                           const home::ProcessContext& context,
                                           aws::AskMfaCode ask_mfa_code);

// Gives the plan its document, as the command line names it, and what the configuration says for
// what is missing there (configure.hpp). Errc::configuration for a file or an environment with a
// fault.
[[nodiscard]] Result<void> configure(NodeChoice& choice, const NodeRequest& request,
                                     SessionDocument given, config::Key document,
                                     const home::ProcessContext& context);

// Completes the plan, with EC2's help where the target is not named by its id, and with that of ECS
// where it is a container. The errors are those of instances::find_instance() and
// find_container().
[[nodiscard]] boost::asio::awaitable<Result<void>> find_node(NodeChoice& choice,
                                                             async::Deadline deadline);

}  // namespace cloudx::session
