#include <cstdio>
#include <memory>
#include <string>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/completion_script.hpp"
#include "cli/exit_code.hpp"
#include "features/completion/candidates.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Commands, options, host names, profiles and environments are completed. The packages install these
scripts; without one, put a line into the start file of the shell.

Example:
  bash: source <(cloudx-proxy completion bash)
  zsh:  source <(cloudx-proxy completion zsh)    # below compinit
  fish: cloudx-proxy completion fish | source

Exit status: 0 printed; 2 wrong usage.)";

class CompletionCommand final : public Command {
 public:
  explicit CompletionCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  std::string shell_;
};

// Hidden: what those scripts ask for while the user types.
class CompleteCommand final : public Command {
 public:
  explicit CompleteCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  std::string kind_;
};

}  // namespace

CompletionCommand::CompletionCommand(CLI::App& options) {
  options.add_option("SHELL", shell_, "bash, zsh or fish")
      ->required()
      ->type_name("bash|zsh|fish")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""));
  options.footer(kFooter);
}

int CompletionCommand::run(const home::ProcessContext& /*context*/) {
  const ProgramText program = program_text();
  const std::string script = shell_ == "bash"  ? bash_completion(program)
                             : shell_ == "zsh" ? zsh_completion(program)
                                               : fish_completion(program);
  std::fputs(script.c_str(), stdout);
  return kSuccess;
}

CompleteCommand::CompleteCommand(CLI::App& options) {
  options.group("");
  options.add_option("KIND", kind_, "hosts, profiles or environments")->required();
}

int CompleteCommand::run(const home::ProcessContext& context) {
  const auto names = completion::candidates(kind_, context);
  if (!names) return kUsage;
  for (const std::string& name : *names) std::puts(name.c_str());
  return kSuccess;
}

std::unique_ptr<Command> make_completion(CLI::App& options) {
  return std::make_unique<CompletionCommand>(options);
}

std::unique_ptr<Command> make_complete(CLI::App& options) {
  return std::make_unique<CompleteCommand>(options);
}

}  // namespace cloudx::cli
