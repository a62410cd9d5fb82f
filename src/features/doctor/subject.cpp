#include "features/doctor/subject.hpp"

#include <utility>

#include "instances/target.hpp"

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
  return instances::parse_target(host, "22").has_value();
}

Subject make_subject(const DoctorRequest& request, const home::ProcessContext& context,
                     std::optional<SshView> view) {
  Subject subject;
  subject.account = request.account;
  subject.locations = request.locations;
  subject.owner_tag = request.owner_tag.value_or(instances::kOwnerTag);
  subject.program = context.program;
  if (!request.host) return subject;
  if (is_instance_id(*request.host)) {
    subject.instance = *request.host;
    return subject;
  }
  subject.host = *request.host;
  subject.view = std::move(view);
  if (!subject.view) return subject;
  subject.instance = subject.view->get("hostname").value_or("");
  const auto text = subject.view->get("proxycommand");
  if (text) subject.command = hosts::parse_proxy_command(*text);
  if (subject.command) {
    const hosts::ProxyCommand& command = *subject.command;
    subject.instance = target_of(command, *subject.view);
    subject.program = command.name();
    subject.os_user = option(command, "--os-user").value_or(subject.os_user);
    if (!request.owner_tag) {
      subject.owner_tag = option(command, "--owner-tag").value_or(subject.owner_tag);
    }
    fill(subject.account.profile, command, "--profile");
    fill(subject.account.region, command, "--region");
    fill(subject.account.aws_env, command, "--aws-env");
    fill(subject.locations.ssh_key, command, "--ssh-key");
    fill(subject.locations.ssh_config, command, "--ssh-config");
    fill(subject.locations.ssh_dir, command, "--ssh-dir");
  }
  if (!is_instance_id(subject.instance)) subject.instance.clear();
  return subject;
}

}  // namespace cloudx::doctor
