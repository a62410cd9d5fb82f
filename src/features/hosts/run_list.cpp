#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "features/hosts/list.hpp"
#include "features/hosts/live_status.hpp"
#include "hosts/own_config.hpp"

namespace cloudx::hosts {

namespace {

const instances::LiveState* state_of(const Statuses& statuses, const ListedHost& host) {
  const auto found = statuses.by_host.find(host.host);
  return found == statuses.by_host.end() ? nullptr : &found->second;
}

std::string as_json(const std::vector<ListedHost>& hosts, const Statuses* statuses) {
  boost::json::array array;
  for (const ListedHost& host : hosts) {
    boost::json::object object = to_json(host);
    if (statuses != nullptr) object["status"] = status_json(state_of(*statuses, host));
    array.push_back(std::move(object));
  }
  return boost::json::serialize(array) + "\n";
}

}  // namespace

Result<Listing> run_list(const ListRequest& request, const home::ProcessContext& context,
                         const aws::AskMfaCode& ask_mfa_code) {
  const auto file = own_config(request.locations, context);
  const Result<std::string> text = read_own_config(file);
  if (!text) return std::unexpected(text.error());
  std::vector<ListedHost> hosts = configured_hosts(*text);
  if (request.environment) hosts = of_environment(std::move(hosts), *request.environment);

  Listing listing;
  Statuses statuses;
  if (request.status) {
    const auto defaults = find_locations(request.locations, context);
    auto asked = live_statuses(hosts, defaults.default_profile, context, ask_mfa_code);
    if (!asked) return std::unexpected(asked.error());
    statuses = std::move(*asked);
    listing.problems = statuses.problems;
    for (ListedHost& host : hosts) {
      const auto* state = state_of(statuses, host);
      host.status = state == nullptr ? "unknown" : describe(*state);
    }
  }
  if (request.json) {
    listing.text = as_json(hosts, request.status ? &statuses : nullptr);
  } else if (!hosts.empty()) {
    listing.text = to_lines(hosts, request.detailed);
  } else {
    listing.text =
        fmt::format("No hosts are configured in {}{}.\n", file.string(),
                    request.environment ? " for environment " + *request.environment : "");
  }
  return listing;
}

}  // namespace cloudx::hosts
