#include "instances/ssh_hosts.hpp"

#include "hosts/proxy_command.hpp"
#include "hosts/tiers.hpp"
#include "os/file.hpp"
#include "sshconfig/document.hpp"
#include "sshconfig/pattern.hpp"

namespace cloudx::instances {

namespace {

ConfiguredHost to_host(const hosts::ConfiguredHost& found) {
  ConfiguredHost host;
  host.alias = found.alias;
  host.instance_id = found.instance_id;
  const auto command = hosts::parse_proxy_command(found.proxy_command.value_or(""), found.prefix);
  if (command) {
    host.profile = command->option("--profile");
    host.region = command->option("--region");
    host.aws_env = command->option("--aws-env");
  }
  return host;
}

hosts::Tiers read_tiers(const std::filesystem::path& ssh_config) {
  const auto text = os::read_file(ssh_config);
  if (!text) return {};
  const sshconfig::Document document = sshconfig::parse(*text);
  return hosts::find_tiers(document, hosts::find_prefixes(document));
}

std::optional<ConfiguredHost> find_host(const std::filesystem::path& ssh_config,
                                        std::string_view alias) {
  const hosts::Tiers tiers = read_tiers(ssh_config);
  const hosts::ConfiguredHost* const found = tiers.find_host(alias);
  return found == nullptr ? std::nullopt : std::optional(to_host(*found));
}

}  // namespace

HostLookup hosts_in(const std::filesystem::path& ssh_config) {
  return [ssh_config](std::string_view alias) { return find_host(ssh_config, alias); };
}

std::vector<ConfiguredHost> hosts_matching(const std::filesystem::path& ssh_config,
                                           std::string_view pattern) {
  std::vector<ConfiguredHost> matching;
  for (const hosts::ConfiguredHost& host : read_tiers(ssh_config).hosts) {
    if (host.instance_id.empty() || !sshconfig::match_pattern(host.alias, pattern)) continue;
    matching.push_back(to_host(host));
  }
  return matching;
}

std::vector<std::string> names_of(const std::filesystem::path& ssh_config,
                                  const std::string& id_or_host) {
  std::vector<std::string> names = {id_or_host};
  const hosts::Tiers tiers = read_tiers(ssh_config);
  const hosts::ConfiguredHost* const host = tiers.find_host(id_or_host);
  if (host != nullptr && !host->instance_id.empty()) names.push_back(host->instance_id);
  const std::string id = names.back();
  for (const hosts::ConfiguredHost& other : tiers.hosts) {
    if (other.instance_id == id && other.alias != id_or_host) names.push_back(other.alias);
  }
  return names;
}

}  // namespace cloudx::instances
