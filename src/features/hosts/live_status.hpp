#pragma once
// `list --status`: the live state of all configured hosts, asked with a few calls side by side.

#include <map>
#include <string>
#include <vector>

#include "aws/api/credentials/chain.hpp"
#include "base/error.hpp"
#include "features/hosts/list.hpp"
#include "home/process_context.hpp"
#include "instances/live_states.hpp"

namespace cloudx::hosts {

struct Statuses {
  std::map<std::string, instances::LiveState, std::less<>> by_host;  // alias; missing: unknown
  std::vector<std::string> problems;                                 // why some are unknown
};

// Hosts whose ProxyCommand names the same profile, region and AWS environment share their calls.
// `default_profile` is of those that name none. What cannot be asked is a problem of its hosts
// alone; only an interruption is an error.
[[nodiscard]] Result<Statuses> live_statuses(const std::vector<ListedHost>& hosts,
                                             const std::string& default_profile,
                                             const home::ProcessContext& context,
                                             const aws::AskMfaCode& ask_mfa_code);

// "running, Online, agent 3.3.1142.0"
[[nodiscard]] std::string describe(const instances::LiveState& state);
// state, ping, agent_version; all null where nothing is known.
[[nodiscard]] boost::json::object status_json(const instances::LiveState* state);

}  // namespace cloudx::hosts
