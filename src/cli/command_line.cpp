#include "cli/command_line.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <sstream>
#include <string_view>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "base/printable.hpp"
#include "base/version.hpp"
#include "cli/command_set.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/help.hpp"
#include "cli/trailing_command.hpp"

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
  CLOUDX_CONFIG                         another configuration file, or none
  CLOUDX_REASON, CLOUDX_DOCUMENT, ...   its settings
  NO_COLOR                              no colours

Files:
  ~/.ssh/vscode/config                  the hosts; ~/.ssh/config includes it
  ~/.ssh/vscode/vscode, vscode.pub      the key
  ~/.ssh/cloudX                         in place of ~/.ssh/vscode where it exists
  ~/.config/cloudx-proxy/config         defaults and named sets of forward, where it exists
  ~/.aws/config, ~/.aws/credentials     profiles and keys, as with the AWS CLI

Exit status: 0 done; 1 failed; 2 wrong usage; 255 of connect: no connection.)";

constexpr std::size_t kDeepest = 2;  // "relay connect"

void prepare(CLI::App& app, Words wanted, std::vector<Choice>& choices) {
  app.set_help_flag("-h,--help",
                    "print this help");  // commands take it over: before they are added
  app.set_version_flag("--version,-V", version_line(this_version()), "print the version");
  app.formatter(std::make_shared<HelpFormatter>());
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  app.footer(kFooter);
  add_wanted(app, all_commands(), wanted, choices);
}

bool has_trailing(Words wanted) {
  const auto entries = all_commands();
  const auto named = wanted.empty()
                         ? entries.end()
                         : std::ranges::find(entries, wanted.front(), &CommandEntry::name);
  return named != entries.end() && named->has_trailing;
}

std::vector<std::string_view> first_words(int argc, const char* const* argv) {
  const std::span<const char* const> all(argv, static_cast<std::size_t>(argc));
  const auto some = all.subspan(std::min<std::size_t>(all.size(), 1));
  const auto wanted = some.first(std::min(some.size(), kDeepest));
  return {wanted.begin(), wanted.end()};
}

// `name` is what stands before the words on the command line.
std::optional<ImmediateExit> no_command(const CLI::App& app, const std::string& name,
                                        Words wanted) {
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  if (commands.empty()) return std::nullopt;
  const std::string_view first = wanted.empty() ? std::string_view() : wanted.front();
  if (first.starts_with('-')) return std::nullopt;
  if (first.empty()) {
    return ImmediateExit{
        fmt::format("cloudx-proxy: no command was given; {} --help lists them\n", name), kUsage};
  }
  const auto known = std::ranges::find(commands, first, &CLI::App::get_name);
  if (known != commands.end()) {
    return no_command(**known, fmt::format("{} {}", name, first), wanted.subspan(1));
  }
  return ImmediateExit{
      fmt::format("cloudx-proxy: there is no command \"{}\"; {} --help lists them\n",
                  printable(first), name),
      kUsage};
}

}  // namespace

ProgramText program_text() {
  CLI::App app(kAbout, "cloudx-proxy");
  std::vector<Choice> choices;
  prepare(app, {}, choices);
  return describe_program(app);
}

Parsed parse_command_line(int argc, const char* const* argv) {
  CLI::App app(kAbout, "cloudx-proxy");
  const std::vector<std::string_view> wanted = first_words(argc, argv);
  std::vector<Choice> choices;
  prepare(app, wanted, choices);
  if (auto wrong = no_command(app, "cloudx-proxy", wanted)) return std::move(*wrong);
  TrailingWords trailing;
  if (has_trailing(wanted)) {
    constexpr std::size_t kBefore = 2;  // the program and the command
    const auto words = std::span(argv, static_cast<std::size_t>(argc)).subspan(kBefore);
    const auto found = find_trailing_command(*choices.front().options, words);
    trailing.words.assign(words.begin() + static_cast<std::ptrdiff_t>(found.begin), words.end());
    trailing.is_marked = found.is_marked;
    argc = static_cast<int>(kBefore + found.own);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& end) {
    std::ostringstream out;
    std::ostringstream error;
    const bool answered = app.exit(end, out, error) == 0;
    if (answered) return ImmediateExit{out.str(), kSuccess};
    return ImmediateExit{"cloudx-proxy: " + error.str(), kUsage};
  }
  for (Choice& choice : choices) {
    if (!choice.options->parsed()) continue;
    choice.command->take_trailing(trailing);
    return std::move(choice.command);
  }
  return ImmediateExit{"cloudx-proxy: no command was given; cloudx-proxy --help lists them\n",
                       kUsage};
}

}  // namespace cloudx::cli
