#include "session/node_set.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "aws/core/text.hpp"
#include "instances/find.hpp"
#include "instances/node_id.hpp"
#include "instances/ssh_hosts.hpp"

namespace cloudx::session {

namespace {

constexpr std::size_t kShownName = 40;
constexpr std::size_t kFilterValues = 200;  // of one filter (EC2, DescribeInstances)

// Plans of the accounts that were met so far.
class Accounts {
 public:
  Accounts(const NodeRequest& common, const home::ProcessContext& context,
           const aws::AskMfaCode& ask_mfa_code)
      : common_(common), context_(context), ask_mfa_code_(ask_mfa_code) {}

  Result<NodeChoice> choose(instances::Selection selection) {
    const home::AccountRequest wanted = instances::account_of(selection, common_.account);
    const Key key{wanted.profile, wanted.region, wanted.aws_env};
    auto known = known_.find(key);
    if (known == known_.end()) {
      auto made = choose_in(selection, common_, context_, ask_mfa_code_);
      if (!made) return made;
      known = known_.emplace(key, std::move(*made)).first;
    }
    NodeChoice choice = known->second;
    choice.selection = std::move(selection);
    return choice;
  }

 private:
  using Word = std::optional<std::string>;
  using Key = std::tuple<Word, Word, Word>;

  const NodeRequest& common_;
  const home::ProcessContext& context_;
  const aws::AskMfaCode& ask_mfa_code_;
  std::map<Key, NodeChoice> known_;
};

bool is_pattern(std::string_view text) {
  return (text.contains('*') || text.contains('?')) && !text.contains('=');
}

// Hosts that a pattern finds, together as far as they are in one account: EC2 says which of them
// run.
Result<std::vector<NodeGroup>> groups_of(const std::vector<instances::ConfiguredHost>& hosts,
                                         const std::string& pattern, Accounts& accounts) {
  std::vector<NodeGroup> groups;
  for (const instances::ConfiguredHost& host : hosts) {
    instances::Selection selection;
    selection.what = "the ssh hosts " + aws::presentable(pattern, kShownName);
    selection.host = host;
    auto choice = accounts.choose(std::move(selection));
    if (!choice) return std::unexpected(choice.error());
    const auto same = [&](const NodeGroup& group) {
      return group.choice.clients == choice->clients && group.aliases.size() < kFilterValues;
    };
    auto group = std::ranges::find_if(groups, same);
    if (group == groups.end()) {
      choice->selection.filters = {{"instance-id", {}}};
      group = groups.insert(groups.end(), NodeGroup{std::move(*choice), {}});
    }
    group->choice.selection.filters.front().values.push_back(host.instance_id);
    group->aliases.emplace(host.instance_id, host.alias);
  }
  return groups;
}

// Collects nodes, each once, under names of their own.
class Collection {
 public:
  void add(const NodeChoice& choice, const std::string& id, const std::string& name) {
    if (!ids_.insert(id).second) return;
    NamedNode node{.choice = choice, .name = unique(name.empty() ? id : name, id)};
    node.choice.selection.instance_id = id;
    set_.nodes.push_back(std::move(node));
  }
  void leave_out(const std::string& id, const std::string& name, const std::string& state) {
    if (!ids_.insert(id).second) return;
    set_.left_out.push_back(fmt::format("{} ({})", name.empty() ? id : name, state));
  }
  NodeSet take() { return std::move(set_); }

 private:
  std::string unique(const std::string& name, const std::string& id) {
    if (names_.insert(name).second) return name;
    return fmt::format("{} ({})", name, id);
  }

  NodeSet set_;
  std::set<std::string> ids_;
  std::set<std::string> names_;
};

std::string name_of(const NodeGroup& group, const aws::Instance& instance) {
  if (const auto alias = group.aliases.find(instance.instance_id); alias != group.aliases.end()) {
    return alias->second;
  }
  const auto name = instance.tags.find("Name");
  return name == instance.tags.end() ? "" : aws::presentable(name->second, kShownName);
}

boost::asio::awaitable<Result<void>> collect(const NodeGroup& group, bool stopped_too,
                                             async::Deadline deadline, Collection& collection) {
  const NodeChoice& choice = group.choice;
  if (!choice.selection.instance_id.empty()) {
    collection.add(choice, choice.selection.instance_id,
                   choice.selection.host ? choice.selection.host->alias : "");
    co_return Result<void>{};
  }
  const instances::Place place{choice.plan.region(), choice.plan.account.settings.profile};
  const auto found = co_await instances::find_instances(choice.clients->ec2(), choice.selection,
                                                        place, std::move(deadline));
  if (!found) co_return std::unexpected(found.error());
  if (found->empty()) {
    const Error none = fail(Errc::not_found, fmt::format("there is no instance with {} {}",
                                                         choice.selection.what, place.describe()))
                           .error();
    co_return std::unexpected(explained(choice.selection, choice.ssh_config, none));
  }
  for (const aws::Instance& one : *found) {
    if (stopped_too || one.state == aws::InstanceState::running) {
      collection.add(choice, one.instance_id, name_of(group, one));
    } else {
      collection.leave_out(one.instance_id, name_of(group, one), one.state_name);
    }
  }
  co_return Result<void>{};
}

}  // namespace

Result<std::vector<NodeGroup>> choose_groups(const NodeSetRequest& request,
                                             const home::ProcessContext& context,
                                             const aws::AskMfaCode& ask_mfa_code) {
  const std::filesystem::path config = own_config(request.common.locations, context);
  Accounts accounts(request.common, context, ask_mfa_code);
  std::vector<NodeGroup> groups;
  for (const std::string& text : request.selectors) {
    const auto hosts = is_pattern(text) ? instances::hosts_matching(config, text)
                                        : std::vector<instances::ConfiguredHost>{};
    if (!hosts.empty()) {
      auto found = groups_of(hosts, text, accounts);
      if (!found) return std::unexpected(found.error());
      std::ranges::move(*found, std::back_inserter(groups));
      continue;
    }
    auto selection = instances::select_all(text, instances::hosts_in(config));
    if (!selection) return std::unexpected(selection.error());
    auto choice = accounts.choose(std::move(*selection));
    if (!choice) return std::unexpected(choice.error());
    groups.push_back({std::move(*choice), {}});
  }
  return groups;
}

boost::asio::awaitable<Result<NodeSet>> find_nodes(std::vector<NodeGroup> groups, bool stopped_too,
                                                   async::Deadline deadline) {
  Collection collection;
  for (const NodeGroup& group : groups) {
    const auto done = co_await collect(group, stopped_too, deadline, collection);
    if (!done) co_return std::unexpected(done.error());
  }
  co_return collection.take();
}

}  // namespace cloudx::session
