#include "features/hosts/list.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "features/hosts/own_config.hpp"
#include "sshconfig/keyword.hpp"
#include "sshconfig/tiers.hpp"

namespace cloudx::hosts {

namespace {

// Comments and names come from a file: no control character of it reaches the terminal.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = ' ';
  }
  return out;
}

ListedHost listed(const sshconfig::ConfiguredHost& host) {
  ListedHost found{host.environment, host.alias, host.name, host.instance_id, host.comment, {}};
  if (host.proxy_command) {
    found.proxy_command = sshconfig::parse_proxy_command(*host.proxy_command, host.prefix);
  }
  return found;
}

// "web  cloudx-dev-web  i-0123456789abcdef0  t3.small"
std::string line_of(const ListedHost& host, std::size_t name_width, std::size_t host_width) {
  std::string line = fmt::format("  {:<{}}  {:<{}}  {}", host.name, name_width, host.host,
                                 host_width, host.instance_id.empty() ? "-" : host.instance_id);
  if (!host.comment.empty()) line.append("  # ").append(host.comment);
  return printable(line);
}

std::string json_text(const std::vector<ListedHost>& hosts) {
  boost::json::array array;
  for (const ListedHost& host : hosts) array.push_back(to_json(host));
  return boost::json::serialize(array) + "\n";
}

}  // namespace

std::vector<ListedHost> configured_hosts(std::string_view config) {
  const sshconfig::Document document = sshconfig::parse(config);
  std::vector<ListedHost> hosts;
  for (const auto& host : find_tiers(document, find_prefixes(document)).hosts) {
    hosts.push_back(listed(host));
  }
  std::ranges::sort(hosts, {}, [](const ListedHost& host) {
    return std::tuple(sshconfig::lower(host.environment), host.environment,
                      sshconfig::lower(host.name), host.host);
  });
  return hosts;
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
  std::size_t name_width = 0;
  std::size_t host_width = 0;
  for (const ListedHost& host : hosts) {
    name_width = std::max(name_width, host.name.size());
    host_width = std::max(host_width, host.host.size());
  }
  std::string out;
  const ListedHost* above = nullptr;
  for (const ListedHost& host : hosts) {
    if (above == nullptr || above->environment != host.environment) {
      const bool named = !host.environment.empty();
      out.append(above == nullptr ? "" : "\n")
          .append(named ? "Environment: " + printable(host.environment) : "No environment")
          .append("\n");
    }
    out.append(line_of(host, name_width, host_width)).append("\n");
    if (detailed && host.proxy_command) {
      out.append(fmt::format("  {:<{}}    {}\n", "", name_width,
                             printable(sshconfig::format(*host.proxy_command))));
    }
    above = &host;
  }
  return out;
}

Result<std::string> run_list(const ListRequest& request, const home::Surroundings& surroundings) {
  const auto file = own_config(request.locations, surroundings);
  const Result<std::string> text = read_own_config(file);
  if (!text) return std::unexpected(text.error());
  std::vector<ListedHost> hosts = configured_hosts(*text);
  if (request.environment) hosts = of_environment(std::move(hosts), *request.environment);
  if (request.json) return json_text(hosts);
  if (!hosts.empty()) return to_lines(hosts, request.detailed);
  return fmt::format("No hosts are configured in {}{}.\n", file.string(),
                     request.environment ? " for environment " + *request.environment : "");
}

}  // namespace cloudx::hosts
