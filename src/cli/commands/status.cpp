#include <cstdio>
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/printable.hpp"
#include "base/timestamp.hpp"
#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/instance_options.hpp"
#include "cli/mfa_prompt.hpp"
#include "features/instances/commands.hpp"

namespace cloudx::cli {

namespace {

std::string text_of(const instances::NodeStatus& look) {
  const instances::LiveState& state = look.state;
  std::string text = look.instance_id + "\n";
  if (!state.name.empty()) text += fmt::format("  name       {}\n", printable(state.name));
  if (!state.state.empty()) text += fmt::format("  state      {}\n", state.state);
  if (state.ping_status.empty()) {
    text += "  SSM agent  not registered\n";
  } else {
    text += fmt::format("  SSM agent  {}, version {}{}\n", state.ping_status, state.agent_version,
                        state.last_ping ? ", last heard of " + iso8601(*state.last_ping) : "");
  }
  return text;
}

class StatusCommand final : public Command {
 public:
  explicit StatusCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const instances::InstanceRequest& request() const { return request_; }

 private:
  instances::InstanceRequest request_;
};

}  // namespace

StatusCommand::StatusCommand(CLI::App& options) {
  add_instance_options(options, request_);
  options.footer(kInstanceFooter);
}

int StatusCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  const auto look = instances::run_status(request_, context, ask_mfa_code, progress);
  progress.done();
  if (look) std::fputs(text_of(*look).c_str(), stdout);
  return report_result(look, progress);
}

std::unique_ptr<Command> make_status(CLI::App& options) {
  return std::make_unique<StatusCommand>(options);
}

}  // namespace cloudx::cli
