#include "features/hosts/live_status.hpp"

#include <chrono>
#include <memory>
#include <tuple>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "async/task_group.hpp"
#include "aws/clients/clients.hpp"
#include "home/account.hpp"
#include "instances/node_id.hpp"

namespace cloudx::hosts {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::seconds kLimit{30};

using AccountKey = std::tuple<std::optional<std::string>, std::optional<std::string>,
                              std::optional<std::string>>;  // profile, region, AWS environment

struct Group {
  std::string name;  // for messages
  std::unique_ptr<aws::Clients> clients;
  std::vector<std::string> ids;
  instances::LiveStates states;
};

AccountKey account_of(const ListedHost& host) {
  if (!host.proxy_command) return {};
  return {host.proxy_command->option("--profile"), host.proxy_command->option("--region"),
          host.proxy_command->option("--aws-env")};
}

Result<Group> make_group(const AccountKey& key, const std::string& default_profile,
                         const home::ProcessContext& context, const aws::AskMfaCode& ask_mfa_code) {
  const auto& [profile, region, aws_env] = key;
  const auto account = home::find_account(
      {.profile = profile, .region = region, .aws_env = aws_env}, default_profile, context);
  if (!account) return std::unexpected(account.error());
  auto clients = aws::Clients::make(account->settings, context.environment, ask_mfa_code);
  if (!clients) return std::unexpected(clients.error());
  return Group{fmt::format("profile {}, region {}", account->settings.profile, account->region()),
               std::move(*clients),
               {},
               {}};
}

awaitable<void> ask(Group& group, async::Deadline deadline) {
  group.states = co_await instances::live_states(group.clients->ec2(), group.clients->ssm(),
                                                 group.ids, std::move(deadline));
}

awaitable<Result<void>> ask_all(boost::asio::any_io_executor executor, std::stop_token stop,
                                std::map<AccountKey, Group>& groups) {
  async::Deadline deadline;
  deadline.stop = stop;
  deadline = deadline.at_most(kLimit);
  async::TaskGroup tasks(executor);
  for (auto& [key, group] : groups) tasks.start(ask(group, deadline));
  if (!groups.empty()) co_await tasks.all_ended();
  if (stop.stop_requested()) co_return fail(Errc::interrupted, "interrupted");
  co_return Result<void>{};
}

void collect_problems(const Group& group, std::vector<std::string>& problems) {
  const auto& [states, ec2, ssm] = group.states;
  if (ec2) problems.push_back(fmt::format("{}: {}", group.name, ec2->message));
  if (ssm && (!ec2 || ssm->message != ec2->message)) {
    problems.push_back(fmt::format("{}: {}", group.name, ssm->message));
  }
}

}  // namespace

Result<Statuses> live_statuses(const std::vector<ListedHost>& hosts,
                               const std::string& default_profile,
                               const home::ProcessContext& context,
                               const aws::AskMfaCode& ask_mfa_code) {
  Statuses statuses;
  std::map<AccountKey, Group> groups;
  std::map<AccountKey, bool> refused;
  for (const ListedHost& host : hosts) {
    const auto id = instances::parse_node_id(host.instance_id);
    const AccountKey key = account_of(host);
    if (!id || refused.contains(key)) continue;
    if (!groups.contains(key)) {
      auto made = make_group(key, default_profile, context, ask_mfa_code);
      if (!made) {
        statuses.problems.push_back(made.error().message);
        refused[key] = true;
        continue;
      }
      groups.emplace(key, std::move(*made));
    }
    groups.at(key).ids.push_back(*id);
  }
  const auto asked =
      async::run_to_end([&](boost::asio::any_io_executor executor, std::stop_token stop) {
        return ask_all(std::move(executor), std::move(stop), groups);
      });
  if (!asked) return std::unexpected(asked.error());
  for (const ListedHost& host : hosts) {
    const auto group = groups.find(account_of(host));
    const auto id = instances::parse_node_id(host.instance_id);
    if (group == groups.end() || !id) continue;
    const auto& known = group->second.states.by_id;
    if (const auto state = known.find(*id); state != known.end()) {
      statuses.by_host.emplace(host.host, state->second);
    }
  }
  for (const auto& [key, group] : groups) collect_problems(group, statuses.problems);
  return statuses;
}

std::string describe(const instances::LiveState& state) {
  std::string text = state.state;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text.append(text.empty() ? "" : ", ").append(part);
  };
  add(state.ping_status);
  add(state.agent_version.empty() ? "" : "agent " + state.agent_version);
  return text.empty() ? "not found" : text;
}

boost::json::object status_json(const instances::LiveState* state) {
  const auto text = [](const std::string& value) {
    return value.empty() ? boost::json::value() : boost::json::value(value);
  };
  if (state == nullptr) return {{"state", nullptr}, {"ping", nullptr}, {"agent_version", nullptr}};
  return {{"state", text(state->state)},
          {"ping", text(state->ping_status)},
          {"agent_version", text(state->agent_version)}};
}

}  // namespace cloudx::hosts
