#include "features/relay/deploy/commands.hpp"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "aws/clients/clients.hpp"
#include "base/uuid.hpp"
#include "features/relay/deploy/relay_key.hpp"
#include "features/relay/deploy/running_relays.hpp"
#include "features/relay/deploy/stack_watch.hpp"
#include "home/locations.hpp"

namespace cloudx::relay {

namespace {

using Parameters = std::map<std::string, std::string>;
using PresentStack = std::optional<aws::Stack>;

// A stack with an IAM user takes a minute or two; one that stands still is left to itself.
constexpr std::chrono::minutes kLimit{30};

// The account and the parts that work on it.
struct Session {
  std::string region;
  std::unique_ptr<aws::Clients> clients;
  std::unique_ptr<StackWatch> watch;
  std::unique_ptr<Deployer> deployer;
};

Result<Session> make_session(const home::AccountRequest& request,
                             const home::ProcessContext& context, aws::AskMfaCode ask_mfa_code,
                             Progress& progress) {
  const auto locations = home::find_locations({}, context);
  const auto account = home::find_account(request, locations.default_profile, context);
  if (!account) return std::unexpected(account.error());
  auto clients =
      aws::Clients::make(account->settings, context.environment, std::move(ask_mfa_code));
  if (!clients) return std::unexpected(clients.error());
  Session session{account->region(), std::move(*clients), {}, {}};
  aws::CloudFormation& service = session.clients->cloudformation();
  session.watch = std::make_unique<StackWatch>(service, progress);
  session.deployer = std::make_unique<Deployer>(service, progress, *session.watch,
                                                "relay-" + to_string(random_uuid()));
  return session;
}

Result<PresentStack> present_stack(const Session& session, const std::string& name) {
  return async::wait_for<PresentStack>(kLimit, [&](async::Deadline deadline) {
    return session.deployer->present(name, std::move(deadline));
  });
}

Result<void> set_key(const DeployRequest& request, const PresentStack& before,
                     const home::ProcessContext& context, Progress& progress,
                     Parameters& parameters) {
  if (request.key_pair) {
    parameters["ExistingKeyPair"] = *request.key_pair;
    parameters["PublicKey"] = "";
    return {};
  }
  // A second run, perhaps on another machine, must not lock out those who have the key.
  if (before && is_in_use(*before) && !request.public_key_file) return {};
  const auto key = resolve_public_key(request.public_key_file, context, progress);
  if (!key) return std::unexpected(key.error());
  parameters["ExistingKeyPair"] = "";
  parameters["PublicKey"] = *key;
  parameters["KeyLabel"] = key_label(*key);
  return {};
}

Result<void> nothing_runs(const Session& session, const aws::Stack& stack) {
  const auto relays =
      async::wait_for<std::vector<aws::Instance>>(kLimit, [&](async::Deadline deadline) {
        return running_relays(session.clients->ec2(), stack, std::move(deadline));
      });
  if (!relays) return std::unexpected(relays.error());
  if (relays->empty()) return {};
  return fail(
      Errc::service,
      fmt::format("{}: nothing was removed\n  they end by themselves when nobody uses them; "
                  "stop the service, or they come again",
                  in_words(*relays)));
}

}  // namespace

Result<DeployReport> run_deploy(const DeployRequest& request, const home::ProcessContext& context,
                                aws::AskMfaCode ask_mfa_code, Progress& progress) {
  if (request.key_pair && request.public_key_file) {
    return fail(Errc::usage, "--key-pair and --public-key exclude each other");
  }
  const auto session = make_session(request.account, context, std::move(ask_mfa_code), progress);
  if (!session) return std::unexpected(session.error());
  const auto before = present_stack(*session, request.stack_name);
  if (!before) return std::unexpected(before.error());
  Parameters parameters;
  if (*before && is_in_use(**before)) parameters = (*before)->parameters;
  if (request.instance_type) parameters["InstanceType"] = *request.instance_type;
  if (auto key = set_key(request, *before, context, progress, parameters); !key) {
    return std::unexpected(key.error());
  }
  auto deployed = async::wait_for<Deployment>(kLimit, [&](async::Deadline deadline) {
    return session->deployer->deploy(request.stack_name, parameters, *before, std::move(deadline));
  });
  if (!deployed) return std::unexpected(deployed.error());
  return DeployReport{std::move(*deployed), session->region};
}

Result<bool> run_destroy(const DestroyRequest& request, const home::ProcessContext& context,
                         aws::AskMfaCode ask_mfa_code, const Confirm& confirm, Progress& progress) {
  const auto session = make_session(request.account, context, std::move(ask_mfa_code), progress);
  if (!session) return std::unexpected(session.error());
  const auto stack = present_stack(*session, request.stack_name);
  if (!stack) return std::unexpected(stack.error());
  if (!*stack) {
    return fail(Errc::not_found,
                fmt::format("there is no stack {} in {}", request.stack_name, session->region));
  }
  if (auto free = nothing_runs(*session, **stack); !free) return std::unexpected(free.error());
  progress.done();
  const auto wanted =
      confirm(fmt::format("Remove the stack {} in {}: launch template, key pair, "
                          "security group, IAM user and policy?",
                          request.stack_name, session->region));
  if (!wanted || !*wanted) return wanted;
  progress.status("removing the stack " + request.stack_name, true);
  const auto gone = async::wait_for<void>(kLimit, [&](async::Deadline deadline) {
    return session->deployer->destroy(**stack, std::move(deadline));
  });
  if (!gone) return std::unexpected(gone.error());
  return true;
}

}  // namespace cloudx::relay
