#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/print.hpp"
#include "features/relay/deploy/commands.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Makes a CloudFormation stack: a launch template for the relay's VMs, their key pair and security
group (SSH from anywhere, by key alone), and an IAM user whose policy is what the relay service
needs. Nothing of it costs while no VM runs. A second run changes the stack to what is asked for;
what is not named stays as it is. A run that fails undoes what it has done.

The key pair is made of ~/.ssh/proxy.pub, the identity of both ends of the relay; the key is made
where there is none. The lines for the service's configuration go to stdout.

Example:
  cloudx-proxy relay deploy --profile admin --region eu-west-1

Exit status: 0 the stack is as wanted; 1 failed; 2 wrong usage.)";

std::string headline(const relay::DeployReport& report) {
  const std::string& name = report.deployment.stack.name;
  switch (report.deployment.how) {
    case relay::Deployed::created:
      return fmt::format("made the stack {} in {}", name, report.region);
    case relay::Deployed::updated:
      return fmt::format("changed the stack {} in {}", name, report.region);
    case relay::Deployed::unchanged:
      return fmt::format("the stack {} in {} is like that already: nothing was changed", name,
                         report.region);
  }
  return {};
}

std::string output(const relay::DeployReport& report, const std::string& name) {
  const auto& outputs = report.deployment.stack.outputs;
  const auto found = outputs.find(name);
  return found == outputs.end() ? std::string() : found->second;
}

std::string next_steps(const relay::DeployReport& report) {
  return fmt::format(
      "next: give the service the rights of the policy {}\n"
      "  by a role that has it, or by a key of the user {}: aws iam create-access-key --user-name "
      "{}\n"
      "  and its configuration these lines:",
      output(report, "PolicyArn"), output(report, "User"), output(report, "User"));
}

std::string configuration(const relay::DeployReport& report) {
  return fmt::format("[aws]\nregion = \"{}\"\nlaunch_template = \"{}\"\n", report.region,
                     output(report, "LaunchTemplate"));
}

class DeployCommand final : public Command {
 public:
  explicit DeployCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const relay::DeployRequest& request() const { return request_; }

 private:
  relay::DeployRequest request_;
};

}  // namespace

DeployCommand::DeployCommand(CLI::App& options) {
  add_account_options(options, request_.account);
  options
      .add_option("--stack-name", request_.stack_name,
                  "of the stack, the launch template and the IAM user [ssh-proxy]")
      ->type_name("NAME");
  add_optional(options, "--public-key", request_.public_key_file, "FILE",
               "public key that opens the VMs [~/.ssh/proxy.pub]");
  add_optional(options, "--key-pair", request_.key_pair, "NAME",
               "an EC2 key pair that is there already, in place of it");
  add_optional(options, "--instance-type", request_.instance_type, "TYPE",
               "of the VMs, with an arm64 processor [t4g.nano]");
  options.footer(kFooter);
}

int DeployCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  const auto report = relay::run_deploy(request_, context, ask_mfa_code, progress);
  if (!report) return report_result(report, progress);
  progress.report(headline(*report));
  progress.report(next_steps(*report));
  return print(configuration(*report));
}

std::unique_ptr<Command> make_deploy(CLI::App& options) {
  return std::make_unique<DeployCommand>(options);
}

}  // namespace cloudx::cli
