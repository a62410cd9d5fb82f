#include "cli/commands/logout.hpp"

#include <CLI/App.hpp>

#include "cli/command_result.hpp"
#include "cli/common_options.hpp"
#include "features/login/commands.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Tells IAM Identity Center, and removes the files of the login from ~/.aws/sso/cache and
~/.aws/cli/cache. All profiles of the same sso-session are logged out; credentials of a role that
were given out before stay valid until they expire.

Example:
  cloudx-proxy logout --profile work

Exit status: 0 logged out, or nobody was logged in; 1 failed; 2 wrong usage.)";

}  // namespace

LogoutCommand::LogoutCommand(CLI::App& options) {
  add_profile_options(options, request_);
  options.footer(kFooter);
}

int LogoutCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  return report_result(login::run_logout(request_, context, progress), progress);
}

}  // namespace cloudx::cli
