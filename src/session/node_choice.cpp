#include "session/node_choice.hpp"

#include <utility>

#include "config/load.hpp"
#include "instances/find.hpp"
#include "instances/find_container.hpp"
#include "instances/node_id.hpp"
#include "instances/ssh_hosts.hpp"
#include "session/configure.hpp"

namespace cloudx::session {

Result<NodeChoice> choose_node(const NodeRequest& request, const home::ProcessContext& context,
                               aws::AskMfaCode ask_mfa_code) {
  auto selection = instances::select_target(
      request.target, instances::hosts_in(own_config(request.locations, context)));
  if (!selection) return std::unexpected(selection.error());
  return choose_in(std::move(*selection), request, context, std::move(ask_mfa_code));
}

Result<NodeChoice> choose_in(instances::Selection selection, const NodeRequest& request,
                             const home::ProcessContext& context, aws::AskMfaCode ask_mfa_code) {
  NodeChoice choice;
  choice.ssh_config = own_config(request.locations, context);
  choice.selection = std::move(selection);
  const auto failed = [&](const Error& error) {
    return std::unexpected(explained(choice.selection, choice.ssh_config, error));
  };
  SessionPlan& plan = choice.plan;
  plan.default_profile = home::find_locations(request.locations, context).default_profile;
  auto account = home::find_account(account_of(choice.selection, request.account),
                                    plan.default_profile, context);
  if (!account) return failed(account.error());
  plan.account = std::move(*account);
  plan.owner_tag = request.owner_tag.value_or(instances::kOwnerTag);
  plan.timeout = request.timeout;
  if (choice.selection.container) {
    plan.target.kind = instances::NodeKind::container;
    plan.container = ContainerSession{.container = *choice.selection.container, .command = {}};
  }
  auto clients =
      aws::Clients::make(plan.account.settings, context.environment, std::move(ask_mfa_code));
  if (!clients) return failed(clients.error());
  choice.clients = std::move(*clients);
  return choice;
}

Result<void> configure(NodeChoice& choice, const NodeRequest& request, SessionDocument given,
                       config::Key document, const home::ProcessContext& context) {
  const auto configuration = config::load_whole(context.environment, context.home);
  if (!configuration) return std::unexpected(configuration.error());
  choice.plan.document = std::move(given);
  configure(choice.plan, *configuration, document, request.target, choice.ssh_config);
  return {};
}

boost::asio::awaitable<Result<void>> find_node(NodeChoice& choice, async::Deadline deadline) {
  SessionPlan& plan = choice.plan;
  const instances::Place place{plan.region(), plan.account.settings.profile};
  if (plan.container) {
    auto found = co_await instances::find_container(
        choice.clients->ecs(), *choice.selection.container, place, std::move(deadline));
    if (!found) co_return std::unexpected(found.error());
    plan.target.id = found->id.text();
    plan.container->container = std::move(found->named);
    co_return Result<void>{};
  }
  auto id = co_await instances::find_instance(choice.clients->ec2(), choice.selection, place,
                                              std::move(deadline));
  if (!id) co_return std::unexpected(explained(choice.selection, choice.ssh_config, id.error()));
  plan.target.kind =
      instances::is_hybrid(*id) ? instances::NodeKind::hybrid : instances::NodeKind::instance;
  plan.target.id = std::move(*id);
  co_return Result<void>{};
}

}  // namespace cloudx::session
