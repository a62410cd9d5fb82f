#include "features/setup/setup.hpp"

#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/printable.hpp"
#include "base/version.hpp"
#include "cli/command.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/exit_code.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/questions.hpp"
#include "cli/setup_report.hpp"
#include "features/setup/setup_request.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Asks for what it was not told and cannot find out; everything can be given ahead. Without
--instance it lists the instances, yours first; with --yes it takes yours, where there is only one.

Without --hostname the host is called after the instance's Name tag, made fit for a host name.

Writes the AWS profile if it is new, a key pair, our ssh config (~/.ssh/vscode/config, or
~/.ssh/cloudX/config where that directory exists) and one Include line at the top of ~/.ssh/config;
each file at once or not at all, with one backup in ~/.local/state/cloudx-proxy/backup. A second run
changes nothing.

Example:
  cloudx-proxy setup
  cloudx-proxy setup --yes --profile dev --environment dev --instance i-0123456789abcdef0 \
    --hostname web

Exit status: 0 configured; 1 failed, and nothing is half written; 2 wrong usage.)";

// Alone it means the default vault, as "true" does; a value is a vault's name.
void add_one_password(CLI::App& options, std::optional<std::string>& vault) {
  options
      .add_option_function<std::string>(
          "--1password",
          [&vault](const std::string& value) {
            const bool flag = value == "true" || value == "True" || value == "TRUE";
            vault = flag ? std::string() : value;
          },
          "keep the key in 1Password [vault Private]")
      ->type_name("[VAULT]")
      ->expected(0, 1)
      ->default_str("true");
}

class SetupCommand final : public Command {
 public:
  explicit SetupCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const setup::SetupRequest& request() const { return request_; }

 private:
  setup::SetupRequest request_;
};

}  // namespace

SetupCommand::SetupCommand(CLI::App& options) {
  add_account_options(options, request_.account);
  add_location_options(options, request_.locations);
  add_one_password(options, request_.one_password);
  add_optional(options, "--instance", request_.instance, "ID", "instance, i-...");
  add_optional(options, "--hostname", request_.hostname, "NAME", "short name of the host");
  add_optional(options, "--environment", request_.environment, "ENV", "environment of the host");
  add_optional(options, "--ssh-host-prefix", request_.prefix, "PREFIX",
               "first part of all host names [cloudx]");
  add_optional(options, "--os-user", request_.os_user, "USER", "user on this instance [ec2-user]");
  add_owner_option(options, request_.owner_tag);
  options
      .add_option_function<std::string>(
          "--existing",
          [this](const std::string& value) {
            static const std::map<std::string, setup::Existing> kinds = {
                {"keep", setup::Existing::keep},
                {"override", setup::Existing::override},
                {"host", setup::Existing::host}};
            request_.existing = kinds.at(value);
          },
          "an environment with other settings: keep it, override it, or give this host its own")
      ->type_name("keep|override|host")
      ->check(CLI::IsMember({"keep", "override", "host"}).description(""));
  options.add_flag(
      "--vscode", request_.vscode,
      "set up Remote-SSH, too, of VS Code and of Insiders, VSCodium, Cursor if installed");
  options.add_flag("--yes,-y", request_.yes, "never ask: take the defaults");
  options.add_flag("--dry-run", request_.dry_run,
                   "show what would be written, as a diff, and write nothing");
  options.footer(kFooter);
}

int SetupCommand::run(const home::ProcessContext& context) {
  request_.version = fmt::format("v{}", this_version().number);
  const auto questions = request_.yes ? make_unattended_questions() : make_terminal_questions();
  Result<void> done;
  {
    SetupReport report(context.environment);
    done = setup::run(request_, context, *questions, report, ask_mfa_code);
  }
  if (done) return kSuccess;
  fmt::print(stderr, "cloudx-proxy: {}\n", printable(done.error().message, true));
  return exit_code(done.error());
}

std::unique_ptr<Command> make_setup(CLI::App& options) {
  return std::make_unique<SetupCommand>(options);
}

}  // namespace cloudx::cli
