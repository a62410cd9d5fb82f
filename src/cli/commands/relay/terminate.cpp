#include <memory>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/relay_options.hpp"
#include "features/relay/client/inspect.hpp"
#include "features/relay/client/settings.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Connections through it are cut. A relay ends by itself when nobody uses it: this is for one that
should not wait for that.

Example:
  cloudx-proxy relay terminate --api-url https://relay.example.com --api-key-file ~/.ssh/my-mac.key

Exit status: 0 it ends; 1 failed; 2 wrong usage.)";

class RelayTerminateCommand final : public Command {
 public:
  explicit RelayTerminateCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::ClientRequest request_;
};

}  // namespace

RelayTerminateCommand::RelayTerminateCommand(CLI::App& options) {
  add_relay_options(options, request_);
  options.footer(kFooter);
}

int RelayTerminateCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  warn_of_key_file(request_, context, progress);
  return report_result(relay::run_terminate(request_, context), progress);
}

std::unique_ptr<Command> make_relay_terminate(CLI::App& options) {
  return std::make_unique<RelayTerminateCommand>(options);
}

}  // namespace cloudx::cli
