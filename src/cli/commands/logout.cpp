#include <memory>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "features/login/commands.hpp"
#include "home/account.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Tells IAM Identity Center, and removes the files of the login from ~/.aws/sso/cache and
~/.aws/cli/cache. All profiles of the same sso-session are logged out; credentials of a role that
were given out before stay valid until they expire.

Example:
  cloudx-proxy logout --profile work

Exit status: 0 logged out, or nobody was logged in; 1 failed; 2 wrong usage.)";

class LogoutCommand final : public Command {
 public:
  explicit LogoutCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  home::AccountRequest request_;
};

}  // namespace

LogoutCommand::LogoutCommand(CLI::App& options) {
  add_profile_options(options, request_);
  options.footer(kFooter);
}

int LogoutCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  return report_result(login::run_logout(request_, context, progress), progress);
}

std::unique_ptr<Command> make_logout(CLI::App& options) {
  return std::make_unique<LogoutCommand>(options);
}

}  // namespace cloudx::cli
