#include "features/doctor/ssh_probe.hpp"

#include <utility>

#include <fmt/format.h>

#include "features/doctor/remedy_commands.hpp"
#include "features/doctor/ssh_checks.hpp"
#include "home/ssh_options.hpp"
#include "os/file.hpp"
#include "os/process/process.hpp"
#include "os/program_path.hpp"
#include "sshconfig/control_path.hpp"

namespace cloudx::doctor {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestAnswer = 1U << 20;
constexpr std::chrono::seconds kTimeout{10};

// As a shell finds it.
os::FileFacts find_program(const std::string& name, const home::ProcessContext& context) {
  if (name.contains('/')) return os::look_at(os::expand_tilde(name, context.home));
  const auto found = os::find_program(name, context.environment.get("PATH").value_or(""));
  if (found) return os::look_at(*found);
  os::FileFacts missing;
  missing.path = name;
  return missing;
}

ProxyCommandFacts proxy_command_facts(const DiagnosisTarget& target, const fs::path& our_config,
                                      const home::ProcessContext& context) {
  ProxyCommandFacts facts;
  facts.setup = setup_command(target, context);
  facts.cleanup = cleanup_command(target, our_config, context);
  facts.text = target.view->get("proxycommand").value_or("");
  facts.proxy_jump = target.view->get("proxyjump").value_or("");
  facts.command = target.command;
  if (!facts.command) return facts;
  facts.program = find_program(facts.command->program, context);
  std::error_code error;
  facts.is_this_program = fs::equivalent(facts.program.path, context.executable, error);
  return facts;
}

IdentityFacts identity_facts(const DiagnosisTarget& target, const home::Locations& locations,
                             const home::ProcessContext& context) {
  IdentityFacts facts;
  facts.pushed = locations.directory / locations.key_name;
  facts.only_identities = target.view->get("identitiesonly") == "yes";
  for (const std::string& file : target.view->all("identityfile")) {
    facts.offered.push_back(os::look_at(os::expand_tilde(file, context.home)));
  }
  return facts;
}

ControlPathFacts control_path_facts(const SshView& view, const home::ProcessContext& context) {
  ControlPathFacts facts;
  facts.used = view.get("controlmaster").value_or("false") != "false";
  facts.path = view.get("controlpath").value_or("");
  if (facts.path == "none") facts.path.clear();
  facts.folder = os::look_at(fs::path(facts.path).parent_path());
  facts.fitting = sshconfig::fitting_control_path({.home = home::longer_home(context),
                                                   .user = view.get("user").value_or(""),
                                                   .host = view.get("hostname").value_or(""),
                                                   .port = view.get("port").value_or("22"),
                                                   .alias = {}});
  return facts;
}

}  // namespace

boost::asio::awaitable<Result<SshView>> ask_ssh(std::string host,
                                                std::vector<std::string> ssh_options,
                                                async::Deadline deadline) {
  // With a command, because ForkAfterAuthentication wants one, and so without a RemoteCommand.
  std::vector<std::string> words{"ssh", "-G", "-o", "RemoteCommand=none"};
  words.insert(words.end(), ssh_options.begin(), ssh_options.end());
  words.insert(words.end(), {"--", std::move(host), "true"});
  const async::Deadline limited = deadline.at_most(kTimeout);
  const auto output = co_await os::run_process(std::move(words), kLargestAnswer, limited);
  if (!output) co_return std::unexpected(output.error());
  if (output->exit_status != 0) {
    co_return fail(Errc::configuration, fmt::format("ssh refuses its config: {}", output->err));
  }
  co_return SshView(output->out);
}

std::vector<Finding> probe_ssh(const DiagnosisTarget& target, const home::Locations& locations,
                               const home::ProcessContext& context) {
  const SshView& view = *target.view;
  std::vector<Finding> findings;
  findings.push_back(check_ssh_hostname(
      target.host, target.instance.empty() ? view.get("hostname").value_or("") : target.instance));
  // A host that is not configured has ssh's defaults: nothing more to learn from them.
  const bool configured = view.get("hostname") != target.host || view.get("proxycommand");
  if (!configured) return findings;
  findings.push_back(check_ssh_user(view.get("user").value_or(""), target.os_user));
  findings.push_back(
      check_proxy_command(proxy_command_facts(target, locations.ssh_config, context)));
  if (target.command) {
    findings.push_back(check_identity_file(identity_facts(target, locations, context)));
  }
  findings.push_back(check_control_path(control_path_facts(view, context)));
  return findings;
}

}  // namespace cloudx::doctor
