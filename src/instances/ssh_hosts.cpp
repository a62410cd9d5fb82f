#include "instances/ssh_hosts.hpp"

#include "hosts/proxy_command.hpp"
#include "hosts/tiers.hpp"
#include "os/file.hpp"
#include "sshconfig/document.hpp"

namespace cloudx::instances {

namespace {

std::optional<ConfiguredHost> find_host(const std::filesystem::path& ssh_config,
                                        std::string_view alias) {
  const auto text = os::read_file(ssh_config);
  if (!text) return std::nullopt;
  const sshconfig::Document document = sshconfig::parse(*text);
  const hosts::Tiers tiers = hosts::find_tiers(document, hosts::find_prefixes(document));
  const hosts::ConfiguredHost* const found = tiers.find_host(alias);
  if (found == nullptr) return std::nullopt;
  ConfiguredHost host;
  host.alias = found->alias;
  host.instance_id = found->instance_id;
  const auto command = hosts::parse_proxy_command(found->proxy_command.value_or(""), found->prefix);
  if (command) {
    host.profile = command->option("--profile");
    host.region = command->option("--region");
    host.aws_env = command->option("--aws-env");
  }
  return host;
}

}  // namespace

HostLookup hosts_in(const std::filesystem::path& ssh_config) {
  return [ssh_config](std::string_view alias) { return find_host(ssh_config, alias); };
}

}  // namespace cloudx::instances
