#include <memory>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/relay_options.hpp"
#include "features/relay/client/inspect.hpp"
#include "features/relay/client/settings.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Example:
  cloudx-proxy relay status --api-url https://relay.example.com --api-key-file ~/.ssh/my-mac.key

Exit status: 0 shown; 1 failed; 2 wrong usage.)";

class RelayStatusCommand final : public Command {
 public:
  explicit RelayStatusCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::ClientRequest request_;
  bool json_ = false;
};

}  // namespace

RelayStatusCommand::RelayStatusCommand(CLI::App& options) {
  add_relay_options(options, request_);
  options.add_flag("--json", json_, "the service's own answer (docs/relay-protocol.md)");
  options.footer(kFooter);
}

int RelayStatusCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  warn_of_key_file(request_, context, progress);
  return print(relay::run_status(request_, json_, context));
}

std::unique_ptr<Command> make_relay_status(CLI::App& options) {
  return std::make_unique<RelayStatusCommand>(options);
}

}  // namespace cloudx::cli
