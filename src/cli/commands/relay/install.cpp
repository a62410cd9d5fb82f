#include "features/relay/install/install.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/print.hpp"
#include "cli/relay_options.hpp"
#include "features/relay/install/install_request.hpp"
#include "os/platform.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Writes the unit cloudx-relay-forward.service, confined as far as systemd can, and tells the commands
that start it; on macOS a plist for launchd, on Windows a task for the Task Scheduler. Nothing is
started. A second run changes nothing.

Example:
  sudo cloudx-proxy relay install --api-url https://relay.example.com \
    --api-key-file /etc/cloudx-proxy/my-mac.key --identity /etc/cloudx-proxy/proxy

Exit status: 0 written, or there already; 1 failed; 2 wrong usage.)";

class RelayInstallCommand final : public Command {
 public:
  explicit RelayInstallCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::InstallRequest request_;
  bool system_ = false;  // what happens without --user anyway
  bool launchd_ = false;
};

}  // namespace

RelayInstallCommand::RelayInstallCommand(CLI::App& options) {
  add_relay_options(options, request_.forward.client);
  add_identity_option(options, request_.forward.client);
  options.add_option("--ssh-port", request_.forward.ssh_port, "SSH port of this machine [22]")
      ->type_name("PORT")
      ->check(CLI::Range(1U, 65535U).description(""));
  options
      .add_option_function<unsigned>(
          "--poll-interval",
          [this](unsigned value) { request_.forward.poll_interval = std::chrono::seconds(value); },
          "seconds between questions to a version 1 service [300]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 86400U).description(""));
  CLI::Option* const user =
      options.add_flag("--user", request_.user, "a service of yours instead of the system's");
  options.add_flag("--system", system_, "a service of the system (the default)")->excludes(user);
  options.add_flag("--launchd", launchd_, "a launchd plist (the default on macOS)");
  add_optional(options, "--run-as", request_.run_as, "USER",
               "user that it runs as [one that systemd makes up; on Windows you]");
  add_optional(options, "--directory", request_.directory, "DIR",
               "where the file goes [the service manager's folder]");
  options.add_flag("--dry-run", request_.dry_run, "show what would be written, as a diff");
  options.footer(kFooter);
}

int RelayInstallCommand::run(const home::ProcessContext& context) {
  if (launchd_ || os::kIsMac) request_.kind = relay::ServiceKind::launchd;
  if (os::kIsWindows && !launchd_) request_.kind = relay::ServiceKind::task;
  TerminalProgress progress = terminal_progress();
  warn_of_key_file(request_.forward.client, context, progress);
  return print(relay::install(request_, context));
}

std::unique_ptr<Command> make_relay_install(CLI::App& options) {
  return std::make_unique<RelayInstallCommand>(options);
}

}  // namespace cloudx::cli
