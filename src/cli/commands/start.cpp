#include <memory>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/instance_options.hpp"
#include "cli/mfa_prompt.hpp"
#include "features/instances/commands.hpp"

namespace cloudx::cli {

namespace {

class StartCommand final : public Command {
 public:
  explicit StartCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const instances::InstanceRequest& request() const { return request_; }

 private:
  instances::InstanceRequest request_;
};

}  // namespace

StartCommand::StartCommand(CLI::App& options) {
  add_instance_options(options, request_);
  add_wait_options(options, request_, "wait until it runs and its SSM agent is online");
  options.footer(kInstanceFooter);
}

int StartCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  const auto change = instances::run_start(request_, context, ask_mfa_code, progress);
  progress.done();
  if (change) print_change(*change);
  return report_result(change, progress);
}

std::unique_ptr<Command> make_start(CLI::App& options) {
  return std::make_unique<StartCommand>(options);
}

}  // namespace cloudx::cli
