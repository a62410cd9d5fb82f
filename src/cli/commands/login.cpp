#include "cli/commands/login.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Shows a code and opens the page on which to confirm it. The token goes to ~/.aws/sso/cache, where
the AWS CLI and the SDKs find it too; all profiles of the same sso-session share it, and it is
renewed by itself as long as IAM Identity Center allows.

On a machine without a browser: --no-browser, and open the page on another one.

Example:
  cloudx-proxy login --profile work

Exit status: 0 logged in; 1 refused, not confirmed in time, or no answer; 2 wrong usage.)";

}  // namespace

LoginCommand::LoginCommand(CLI::App& options) {
  add_profile_options(options, request_.account);
  options.add_flag(
      "--no-browser", [this](std::int64_t) { request_.open_browser = false; },
      "only show the page's address, do not open it");
  options.footer(kFooter);
}

int LoginCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  return report_result(login::run_login(request_, context, progress), progress);
}

std::unique_ptr<Command> make_login(CLI::App& options) {
  return std::make_unique<LoginCommand>(options);
}

}  // namespace cloudx::cli
