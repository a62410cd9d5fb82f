#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

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
  PowerShell ($PROFILE): cloudx-proxy completion powershell | Out-String | Invoke-Expression

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

std::string script_for(std::string_view shell, const ProgramText& program) {
  if (shell == "bash") return bash_completion(program);
  if (shell == "zsh") return zsh_completion(program);
  if (shell == "fish") return fish_completion(program);
  return powershell_completion(program);
}

}  // namespace

CompletionCommand::CompletionCommand(CLI::App& options) {
  options.add_option("SHELL", shell_, "bash, zsh, fish or powershell")
      ->required()
      ->type_name("bash|zsh|fish|powershell")
      ->check(CLI::IsMember({"bash", "zsh", "fish", "powershell"}).description(""));
  options.footer(kFooter);
}

int CompletionCommand::run(const home::ProcessContext& /*context*/) {
  std::fputs(script_for(shell_, program_text()).c_str(), stdout);
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
