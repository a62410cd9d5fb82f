#include "features/doctor/diagnosis_target.hpp"

#include <utility>

#include "instances/node_id.hpp"

namespace cloudx::doctor {

namespace {

// The value of an option. One that the shell has to expand ("~/keys") is taken as it is written.
std::optional<std::string> option(const hosts::ProxyCommand& command, std::string_view name) {
  std::optional<std::string> found;
  for (const hosts::ProxyArgument& argument : command.arguments) {
    if (argument.name != name) continue;
    const std::size_t end = argument.raw.find_first_of(" =");
    found =
        argument.value || end == std::string::npos ? argument.value : argument.raw.substr(end + 1);
  }
  return found;
}

void fill(std::optional<std::string>& into, const hosts::ProxyCommand& command,
          std::string_view name) {
  if (!into) into = option(command, name);
}

// The first argument that is no option: an id, or %h for ssh's HostName.
std::string target_of(const hosts::ProxyCommand& command, const SshView& view) {
  for (const hosts::ProxyArgument& argument : command.arguments) {
    if (!argument.name.empty()) continue;
    if (argument.value && is_instance_id(*argument.value)) return *argument.value;
    break;
  }
  return view.get("hostname").value_or("");
}

}  // namespace

bool is_instance_id(const std::string& host) {
  return instances::parse_node_id(host).has_value();
}

DiagnosisTarget make_diagnosis_target(const DoctorRequest& request,
                                      const home::ProcessContext& context,
                                      std::optional<SshView> view) {
  DiagnosisTarget target;
  target.account = request.account;
  target.locations = request.locations;
  target.owner_tag = request.owner_tag.value_or(instances::kOwnerTag);
  target.program = context.program;
  if (!request.host) return target;
  if (is_instance_id(*request.host)) {
    target.instance = *request.host;
    return target;
  }
  target.host = *request.host;
  target.view = std::move(view);
  if (!target.view) return target;
  target.instance = target.view->get("hostname").value_or("");
  const auto text = target.view->get("proxycommand");
  if (text) target.command = hosts::parse_proxy_command(*text);
  if (target.command) {
    const hosts::ProxyCommand& command = *target.command;
    target.instance = target_of(command, *target.view);
    target.program = command.name();
    target.os_user = option(command, "--os-user").value_or(target.os_user);
    if (!request.owner_tag) {
      target.owner_tag = option(command, "--owner-tag").value_or(target.owner_tag);
    }
    fill(target.account.profile, command, "--profile");
    fill(target.account.region, command, "--region");
    fill(target.account.aws_env, command, "--aws-env");
    fill(target.locations.ssh_key, command, "--ssh-key");
    fill(target.locations.ssh_config, command, "--ssh-config");
    fill(target.locations.ssh_dir, command, "--ssh-dir");
  }
  if (!is_instance_id(target.instance)) target.instance.clear();
  return target;
}

}  // namespace cloudx::doctor
