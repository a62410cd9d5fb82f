#include "features/instances/ssh_hosts.hpp"

#include "os/file.hpp"
#include "sshconfig/document.hpp"
#include "sshconfig/proxy_command.hpp"
#include "sshconfig/tiers.hpp"

namespace cloudx::instances {

namespace {

std::optional<ConfiguredHost> find_host(const std::filesystem::path& ssh_config,
                                        std::string_view alias) {
  const auto text = os::read_file(ssh_config);
  if (!text) return std::nullopt;
  const sshconfig::Document document = sshconfig::parse(*text);
  const sshconfig::Tiers tiers =
      sshconfig::find_tiers(document, sshconfig::find_prefixes(document));
  const sshconfig::ConfiguredHost* const found = tiers.find_host(alias);
  if (found == nullptr) return std::nullopt;
  ConfiguredHost host;
  host.alias = found->alias;
  host.instance_id = found->instance_id;
  const auto command =
      sshconfig::parse_proxy_command(found->proxy_command.value_or(""), found->prefix);
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
