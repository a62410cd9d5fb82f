// forward list and forward stop.

#include <memory>
#include <string>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "features/forward/running.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kListFooter = R"(
Of each its name, process, target, since when it runs, how many connections are open, and below
that where it listens and where that leads.

Example:
  cloudx-proxy forward list --json

Exit status: 0 listed; 1 failed; 2 wrong usage.)";

constexpr const char* kStopFooter = R"(
Their sessions are ended at the service, their sockets removed, and they have gone when the command
returns. No signal is sent: a number that belongs to another program by now is just not found.

Example:
  cloudx-proxy forward stop cloudx-dev-myserver
  cloudx-proxy forward stop --all

Exit status: 0 they have ended; 1 one does not run, or has not ended; 2 wrong usage.)";

class ForwardListCommand final : public Command {
 public:
  explicit ForwardListCommand(CLI::App& options) {
    options.add_flag("--json", request_.json,
                     "an array of objects with name, process, target, since, listening, "
                     "connections, log");
    options.footer(kListFooter);
  }

  int run(const home::ProcessContext& context) override {
    return print(forward::run_list(request_, context));
  }

 private:
  forward::RunningRequest request_;
};

class ForwardStopCommand final : public Command {
 public:
  explicit ForwardStopCommand(CLI::App& options) {
    options.add_option("NAME", request_.which, "which: its name, or the number of its process")
        ->type_name("");
    options.add_flag("--all", request_.all, "all of the user's");
    options.footer(kStopFooter);
  }

  int run(const home::ProcessContext& context) override {
    TerminalProgress progress = terminal_progress();
    const auto stopped = forward::run_stop(request_, context);
    if (!stopped) return report_result(stopped, progress);
    for (const std::string& name : stopped->names) progress.report(name + " has ended");
    for (const Error& failure : stopped->failures) progress.report(failure.message);
    return stopped->failures.empty() ? kSuccess : kFailure;
  }

 private:
  forward::StopRequest request_;
};

}  // namespace

std::unique_ptr<Command> make_forward_list(CLI::App& options) {
  return std::make_unique<ForwardListCommand>(options);
}

std::unique_ptr<Command> make_forward_stop(CLI::App& options) {
  return std::make_unique<ForwardStopCommand>(options);
}

}  // namespace cloudx::cli
