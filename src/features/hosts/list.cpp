#include "features/hosts/list.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "hosts/tiers.hpp"
#include "sshconfig/keyword.hpp"

namespace cloudx::hosts {

namespace {

// The same few commands stand for thousands of hosts.
class Commands {
 public:
  std::optional<ProxyCommand> parse(const std::string& text, const std::string& prefix) {
    const auto [at, is_new] = known_.try_emplace({text, prefix});
    if (is_new) at->second = parse_proxy_command(text, prefix);
    return at->second;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::optional<ProxyCommand>> known_;
};

ListedHost listed(const ConfiguredHost& host, Commands& commands) {
  ListedHost found{host.environment, host.alias, host.name, host.instance_id, host.comment, {}, {}};
  if (host.proxy_command) found.proxy_command = commands.parse(*host.proxy_command, host.prefix);
  return found;
}

std::vector<ListedHost> sorted(std::vector<ListedHost> hosts) {
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  std::vector<std::pair<Key, std::size_t>> order;
  order.reserve(hosts.size());
  for (const ListedHost& host : hosts) {
    order.emplace_back(Key{sshconfig::lower(host.environment), host.environment,
                           sshconfig::lower(host.name), host.host},
                       order.size());
  }
  std::ranges::sort(order);
  std::vector<ListedHost> result;
  result.reserve(hosts.size());
  for (const auto& [key, at] : order) result.push_back(std::move(hosts[at]));
  return result;
}

struct Widths {
  std::size_t name = 0;
  std::size_t host = 0;
  std::size_t instance = 0;
};

std::string_view or_dash(const std::string& text) {
  return text.empty() ? std::string_view("-") : std::string_view(text);
}

Widths widths_of(const std::vector<ListedHost>& hosts) {
  Widths widths;
  for (const ListedHost& host : hosts) {
    widths.name = std::max(widths.name, host.name.size());
    widths.host = std::max(widths.host, host.host.size());
    widths.instance = std::max(widths.instance, host.instance_id.size());
  }
  return widths;
}

// "web  cloudx-dev-web  i-0123456789abcdef0  running, Online  # t3.small"
std::string line_of(const ListedHost& host, const Widths& widths) {
  std::string line =
      fmt::format("  {:<{}}  {:<{}}  ", host.name, widths.name, host.host, widths.host);
  if (host.status.empty()) {
    line.append(or_dash(host.instance_id));
  } else {
    line += fmt::format("{:<{}}  {}", or_dash(host.instance_id), widths.instance, host.status);
  }
  if (!host.comment.empty()) line.append("  # ").append(host.comment);
  return printable(line);
}

}  // namespace

std::vector<ListedHost> configured_hosts(std::string_view config) {
  const sshconfig::Document document = sshconfig::parse(config);
  Commands commands;
  std::vector<ListedHost> hosts;
  for (const auto& host : find_tiers(document, find_prefixes(document)).hosts) {
    hosts.push_back(listed(host, commands));
  }
  return sorted(std::move(hosts));
}

std::vector<ListedHost> of_environment(std::vector<ListedHost> hosts,
                                       std::string_view environment) {
  const std::string wanted = sshconfig::lower(environment);
  std::erase_if(
      hosts, [&](const ListedHost& host) { return sshconfig::lower(host.environment) != wanted; });
  return hosts;
}

boost::json::object to_json(const ListedHost& host) {
  return {{"environment", host.environment},
          {"host", host.host},
          {"name", host.name},
          {"instance_id", host.instance_id},
          {"comment", host.comment}};
}

std::string to_lines(const std::vector<ListedHost>& hosts, bool detailed) {
  const Widths widths = widths_of(hosts);
  std::string out;
  const ListedHost* above = nullptr;
  for (const ListedHost& host : hosts) {
    if (above == nullptr || above->environment != host.environment) {
      const bool named = !host.environment.empty();
      out.append(above == nullptr ? "" : "\n")
          .append(named ? "Environment: " + printable(host.environment) : "No environment")
          .append("\n");
    }
    out.append(line_of(host, widths)).append("\n");
    if (detailed && host.proxy_command) {
      out.append(
          fmt::format("  {:<{}}    {}\n", "", widths.name, printable(format(*host.proxy_command))));
    }
    above = &host;
  }
  return out;
}

}  // namespace cloudx::hosts
