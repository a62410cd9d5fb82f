#include "cli/command_line.hpp"

#include <sstream>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/commands/cleanup.hpp"
#include "cli/commands/connect.hpp"
#include "cli/commands/doctor.hpp"
#include "cli/commands/list.hpp"
#include "cli/commands/login.hpp"
#include "cli/commands/logout.hpp"
#include "cli/commands/migrate.hpp"
#include "cli/commands/setup.hpp"
#include "cli/commands/start.hpp"
#include "cli/commands/status.hpp"
#include "cli/commands/stop.hpp"
#include "cli/exit_code.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kAbout =
    "SSH to machines without a public address, through AWS Systems Manager Session Manager.";

struct Choice {
  CLI::App* options = nullptr;
  std::unique_ptr<Command> command;
};

template <class Kind>
void add(CLI::App& app, std::vector<Choice>& choices) {
  CLI::App* const options = app.add_subcommand(Kind::kName, Kind::kAbout);
  choices.push_back({options, std::make_unique<Kind>(*options)});
}

std::vector<Choice> add_commands(CLI::App& app) {
  std::vector<Choice> choices;
  add<SetupCommand>(app, choices);
  add<ListCommand>(app, choices);
  add<StatusCommand>(app, choices);
  add<StartCommand>(app, choices);
  add<StopCommand>(app, choices);
  add<DoctorCommand>(app, choices);
  add<LoginCommand>(app, choices);
  add<LogoutCommand>(app, choices);
  add<CleanupCommand>(app, choices);
  add<MigrateCommand>(app, choices);
  add<ConnectCommand>(app, choices);
  return choices;
}

}  // namespace

Parsed parse_command_line(int argc, const char* const* argv) {
  CLI::App app(kAbout, "cloudx-proxy");
  app.set_version_flag("--version,-V", "cloudx-proxy " CLOUDX_VERSION, "print the version");
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  app.get_formatter()->column_width(28);
  std::vector<Choice> choices = add_commands(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& end) {
    std::ostringstream out;
    std::ostringstream error;
    const bool answered = app.exit(end, out, error) == 0;
    if (answered) return Answer{out.str(), kSuccess};
    return Answer{"cloudx-proxy: " + error.str(), kUsage};
  }
  for (Choice& choice : choices) {
    if (choice.options->parsed()) return std::move(choice.command);
  }
  return Answer{"cloudx-proxy: no command was given\n", kUsage};
}

}  // namespace cloudx::cli
