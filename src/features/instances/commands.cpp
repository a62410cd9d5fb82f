#include "features/instances/commands.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include "async/main_loop.hpp"
#include "aws/clients/clients.hpp"
#include "instances/find.hpp"
#include "instances/ssh_hosts.hpp"

namespace cloudx::instances {

using boost::asio::awaitable;

namespace {

// A request with everything that can be known without the network.
struct Plan {
  Selection selection;
  Place place;
  std::unique_ptr<aws::Clients> clients;
  std::filesystem::path ssh_config;  // where hosts were looked up
};

Result<Plan> make_plan(const InstanceRequest& request, const home::ProcessContext& context,
                       aws::AskMfaCode ask_mfa_code) {
  const auto locations = home::find_locations(request.locations, context);
  const std::filesystem::path ssh_config = own_config(request.locations, context);
  auto selection = select(request.instance, hosts_in(ssh_config));
  if (!selection) return std::unexpected(selection.error());
  const auto failed = [&](const Error& error) {
    return std::unexpected(explained(*selection, ssh_config, error));
  };
  const auto account = home::find_account(account_of(*selection, request.account),
                                          locations.default_profile, context);
  if (!account) return failed(account.error());
  auto clients =
      aws::Clients::make(account->settings, context.environment, std::move(ask_mfa_code));
  if (!clients) return failed(clients.error());
  return Plan{std::move(*selection), Place{account->region(), account->settings.profile},
              std::move(*clients), ssh_config};
}

template <class Value>
using Work = std::function<awaitable<Result<Value>>(Power&, std::string, async::Deadline)>;

template <class Value>
awaitable<Result<std::pair<std::string, Value>>> find_and_do(const Plan& plan, Power& power,
                                                             Work<Value> work,
                                                             async::Deadline deadline) {
  auto id = co_await find_instance(plan.clients->ec2(), plan.selection, plan.place, deadline);
  if (!id) co_return std::unexpected(explained(plan.selection, plan.ssh_config, id.error()));
  auto done = co_await work(power, *id, deadline);
  if (!done) co_return std::unexpected(done.error());
  co_return std::pair(std::move(*id), std::move(*done));
}

// The instance that is meant, and what came of the work with it.
template <class Value>
Result<std::pair<std::string, Value>> with_instance(const InstanceRequest& request,
                                                    const home::ProcessContext& context,
                                                    aws::AskMfaCode ask_mfa_code,
                                                    Progress& progress, const Work<Value>& work) {
  const auto plan = make_plan(request, context, std::move(ask_mfa_code));
  if (!plan) return std::unexpected(plan.error());
  Power power(plan->clients->ec2(), plan->clients->ssm(), progress);
  return async::wait_for<std::pair<std::string, Value>>(
      request.timeout, [&](async::Deadline deadline) {
        return find_and_do<Value>(*plan, power, work, std::move(deadline));
      });
}

}  // namespace

Result<PowerChange> run_start(const InstanceRequest& request, const home::ProcessContext& context,
                              aws::AskMfaCode ask_mfa_code, Progress& progress) {
  auto done = with_instance<PowerOutcome>(
      request, context, std::move(ask_mfa_code), progress,
      [&request](Power& power, std::string id, async::Deadline deadline) {
        return power.start({std::move(id), request.wait}, std::move(deadline));
      });
  if (!done) return std::unexpected(done.error());
  return PowerChange{std::move(done->first), std::move(done->second)};
}

Result<PowerChange> run_stop(const InstanceRequest& request, const home::ProcessContext& context,
                             aws::AskMfaCode ask_mfa_code, Progress& progress) {
  auto done = with_instance<PowerOutcome>(
      request, context, std::move(ask_mfa_code), progress,
      [&request](Power& power, std::string id, async::Deadline deadline) {
        return power.stop({std::move(id), request.wait}, std::move(deadline));
      });
  if (!done) return std::unexpected(done.error());
  return PowerChange{std::move(done->first), std::move(done->second)};
}

Result<NodeStatus> run_status(const InstanceRequest& request, const home::ProcessContext& context,
                              aws::AskMfaCode ask_mfa_code, Progress& progress) {
  auto done = with_instance<LiveState>(request, context, std::move(ask_mfa_code), progress,
                                       [](Power& power, std::string id, async::Deadline deadline) {
                                         return power.status(std::move(id), std::move(deadline));
                                       });
  if (!done) return std::unexpected(done.error());
  return NodeStatus{std::move(done->first), std::move(done->second)};
}

}  // namespace cloudx::instances
