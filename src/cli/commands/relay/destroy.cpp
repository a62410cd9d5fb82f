#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/questions.hpp"
#include "features/relay/deploy/commands.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Removes the stack with all that relay deploy has made in it, after asking. VMs are not ended: while
one runs, nothing is removed. Access keys that were made for the stack's IAM user hold it back, too:
aws iam list-access-keys and delete-access-key.

Example:
  cloudx-proxy relay destroy --profile admin --region eu-west-1

Exit status: 0 removed; 1 failed, or not wanted; 2 wrong usage.)";

class DestroyCommand final : public Command {
 public:
  explicit DestroyCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const relay::DestroyRequest& request() const { return request_; }

 private:
  relay::DestroyRequest request_;
  bool yes_ = false;
};

}  // namespace

DestroyCommand::DestroyCommand(CLI::App& options) {
  add_account_options(options, request_.account);
  options.add_option("--stack-name", request_.stack_name, "which one [ssh-proxy]")
      ->type_name("NAME");
  options.add_flag("--yes,-y", yes_, "do not ask");
  options.footer(kFooter);
}

int DestroyCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  const auto confirm = [this](std::string_view question) -> Result<bool> {
    if (yes_) return true;
    auto answer = make_terminal_questions()->confirm(question, false);
    if (!answer && answer.error().kind == Errc::usage) {
      answer.error().message += "; --yes is one";
    }
    return answer;
  };
  const auto removed = relay::run_destroy(request_, context, ask_mfa_code, confirm, progress);
  if (!removed) return report_result(removed, progress);
  progress.report(*removed ? fmt::format("removed the stack {}", request_.stack_name)
                           : std::string("nothing was removed"));
  return *removed ? kSuccess : kFailure;
}

std::unique_ptr<Command> make_destroy(CLI::App& options) {
  return std::make_unique<DestroyCommand>(options);
}

}  // namespace cloudx::cli
