#pragma once
// `cloudx-proxy list`: the configured hosts by environment.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "aws/api/credentials/chain.hpp"
#include "base/error.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"
#include "hosts/proxy_command.hpp"

namespace cloudx::hosts {

struct ListRequest {
  home::LocationRequest locations;
  std::optional<std::string> environment;  // only this one, in any case
  bool detailed = false;                   // the tiers and the commands, too
  bool json = false;
  bool status = false;  // the live state, too
};

struct ListedHost {
  std::string environment;  // as in the alias; empty where it has none
  std::string host;         // the alias: "cloudx-dev-web"
  std::string name;         // "web"
  std::string instance_id;  // HostName; empty without one
  std::string comment;      // of the Host line
  // In effect; nothing where it is not one of ours. Its options say with which profile and region
  // the instance is reached.
  std::optional<ProxyCommand> proxy_command;
  std::string status;  // "running, Online, agent 3.3.1142.0"; empty where nobody asked
};

// Sorted by environment and name. Both spellings and the user's own prefixes, hosts of the
// predecessor and such that were written by hand.
[[nodiscard]] std::vector<ListedHost> configured_hosts(std::string_view config);

[[nodiscard]] std::vector<ListedHost> of_environment(std::vector<ListedHost> hosts,
                                                     std::string_view environment);

// environment, host, name, instance_id, comment
[[nodiscard]] boost::json::object to_json(const ListedHost& host);

// For a terminal: a paragraph for each environment.
[[nodiscard]] std::string to_lines(const std::vector<ListedHost>& hosts, bool detailed);

struct Listing {
  std::string text;                   // for stdout, with its last line feed
  std::vector<std::string> problems;  // why the live state of some hosts is not known
};

// `list` as a whole. Errc::not_found when there is no config file.
[[nodiscard]] Result<Listing> run_list(const ListRequest& request,
                                       const home::ProcessContext& context,
                                       const aws::AskMfaCode& ask_mfa_code);

}  // namespace cloudx::hosts
