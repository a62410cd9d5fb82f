#pragma once
// From what a user writes for many targets to the plans of a session with each.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/credentials/assume_role.hpp"
#include "base/error.hpp"
#include "home/process_context.hpp"
#include "session/node_choice.hpp"

namespace cloudx::session {

struct NodeSetRequest {
  // Each as instances::select_all() takes it, or a pattern of hosts of our ssh config.
  std::vector<std::string> selectors;
  NodeRequest common;  // but for its target
  bool stopped_too = false;
};

// What one selector means in one account.
struct NodeGroup {
  NodeChoice choice;                           // its plan's target is not known yet
  std::map<std::string, std::string> aliases;  // of hosts, by their instance's id
};

struct NamedNode {
  NodeChoice choice;  // with a target
  std::string name;   // for people, no two the same; fit for a terminal
};

struct NodeSet {
  std::vector<NamedNode> nodes;
  std::vector<std::string> left_out;  // "web-3 (stopped)"
};

// What can be known without the network; groups of one account share their clients. Errors: those
// of choose_node().
[[nodiscard]] Result<std::vector<NodeGroup>> choose_groups(const NodeSetRequest& request,
                                                           const home::ProcessContext& context,
                                                           const aws::AskMfaCode& ask_mfa_code);

// Each node once, in the order of the selectors. One that is named by its id or as a host is taken
// as it is, which costs no call; of those that EC2 finds, only the ones that run, unless
// `stopped_too`. Errors: those of instances::find_instances(); not_found where a group has none.
[[nodiscard]] boost::asio::awaitable<Result<NodeSet>> find_nodes(std::vector<NodeGroup> groups,
                                                                 bool stopped_too,
                                                                 async::Deadline deadline);

}  // namespace cloudx::session
