#include "cli/commands/stop.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/instance_options.hpp"
#include "cli/mfa_prompt.hpp"

namespace cloudx::cli {

StopCommand::StopCommand(CLI::App& options) {
  add_instance_options(options, request_);
  add_wait_options(options, request_, "wait until it has stopped");
  options.footer(kInstanceFooter);
}

int StopCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  const auto change = instances::run_stop(request_, context, ask_mfa_code, progress);
  progress.done();
  if (change) print_change(*change);
  return report_result(change, progress);
}

std::unique_ptr<Command> make_stop(CLI::App& options) {
  return std::make_unique<StopCommand>(options);
}

}  // namespace cloudx::cli
