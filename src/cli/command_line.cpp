#include "cli/command_line.hpp"

#include <algorithm>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "base/printable.hpp"
#include "cli/commands/cleanup.hpp"
#include "cli/commands/completion.hpp"
#include "cli/commands/connect.hpp"
#include "cli/commands/doctor.hpp"
#include "cli/commands/list.hpp"
#include "cli/commands/login.hpp"
#include "cli/commands/logout.hpp"
#include "cli/commands/manual.hpp"
#include "cli/commands/migrate.hpp"
#include "cli/commands/setup.hpp"
#include "cli/commands/start.hpp"
#include "cli/commands/status.hpp"
#include "cli/commands/stop.hpp"
#include "cli/exit_code.hpp"
#include "cli/help.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kAbout =
    "SSH to machines without a public address, through AWS Systems Manager Session Manager";

constexpr const char* kFooter = R"(
cloudx-proxy setup configures a host; after that ssh, scp, rsync, git and VS Code reach it by its
name, and cloudx-proxy runs as ssh's ProxyCommand. Where something does not work, cloudx-proxy
doctor says why. The help of a command has its options: cloudx-proxy COMMAND --help.

Example:
  cloudx-proxy setup
  ssh cloudx-dev-myserver

Environment:
  AWS_PROFILE, AWS_REGION, ...          as with the AWS CLI
  AWS_ENDPOINT_URL[_SERVICE]            other endpoints
  AWS_CA_BUNDLE                         certificate authorities to trust
  HTTPS_PROXY, NO_PROXY                 the way to the services
  NO_COLOR                              no colours

Files:
  ~/.ssh/vscode/config                  the hosts; ~/.ssh/config includes it
  ~/.ssh/vscode/vscode, vscode.pub      the key
  ~/.ssh/cloudX                         in place of ~/.ssh/vscode where it exists
  ~/.aws/config, ~/.aws/credentials     profiles and keys, as with the AWS CLI

Exit status: 0 done; 1 failed; 2 wrong usage; 255 of connect: no connection.)";

constexpr const char* kNoCommand =
    "cloudx-proxy: no command was given; cloudx-proxy --help lists them\n";

struct Choice {
  CLI::App* options = nullptr;
  std::unique_ptr<Command> command;
};

template <class Kind>
void add(CLI::App& app, std::vector<Choice>& choices) {
  CLI::App* const options = app.add_subcommand(Kind::kName, Kind::kAbout);
  choices.push_back({options, std::make_unique<Kind>(*options)});
}

// Where one command is wanted, that one alone: the options of all take memory and time, which every
// connection would pay for.
template <class... Kinds>
std::vector<Choice> add_some(CLI::App& app, std::string_view wanted) {
  const bool known = ((wanted == Kinds::kName) || ...);
  std::vector<Choice> choices;
  ((!known || wanted == Kinds::kName ? add<Kinds>(app, choices) : void()), ...);
  return choices;
}

std::vector<Choice> add_commands(CLI::App& app, std::string_view wanted) {
  return add_some<SetupCommand, ListCommand, StatusCommand, StartCommand, StopCommand,
                  DoctorCommand, LoginCommand, LogoutCommand, CleanupCommand, MigrateCommand,
                  ConnectCommand, CompletionCommand, CompleteCommand, ManualCommand>(app, wanted);
}

std::vector<Choice> prepare(CLI::App& app, std::string_view wanted) {
  app.set_help_flag("-h,--help",
                    "print this help");  // commands take it over: before they are added
  app.set_version_flag("--version,-V", "cloudx-proxy " CLOUDX_VERSION, "print the version");
  app.formatter(std::make_shared<HelpFormatter>());
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  app.footer(kFooter);
  return add_commands(app, wanted);
}

std::optional<Answer> no_command(std::string_view wanted, const std::vector<Choice>& choices) {
  if (wanted.empty()) return Answer{kNoCommand, kUsage};
  const bool known =
      wanted.starts_with('-') || std::ranges::any_of(choices, [&](const Choice& choice) {
        return choice.options->get_name() == wanted;
      });
  if (known) return std::nullopt;
  return Answer{fmt::format("cloudx-proxy: there is no command \"{}\"; cloudx-proxy --help lists "
                            "them\n",
                            printable(wanted)),
                kUsage};
}

}  // namespace

ProgramText program_text() {
  CLI::App app(kAbout, "cloudx-proxy");
  const std::vector<Choice> choices = prepare(app, {});
  return describe_program(app);
}

Parsed parse_command_line(int argc, const char* const* argv) {
  CLI::App app(kAbout, "cloudx-proxy");
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  std::vector<Choice> choices = prepare(app, wanted);
  if (auto wrong = no_command(wanted, choices)) return std::move(*wrong);
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
  return Answer{kNoCommand, kUsage};
}

}  // namespace cloudx::cli
