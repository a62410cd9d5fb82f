#include "cli/plugin_role.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/mfa_prompt.hpp"
#include "cli/terminal.hpp"
#include "features/plugin/output.hpp"
#include "features/plugin/plugin.hpp"
#include "os/environment_variable.hpp"
#include "os/program_path.hpp"

namespace cloudx::cli {

bool is_plugin(const char* called) {
  return os::program_name(called) == "session-manager-plugin";
}

int run_plugin(int argc, const char* const* argv, const home::ProcessContext& context) {
  const auto words = std::span(argv, static_cast<std::size_t>(argc)).subspan(1);
  const std::vector<std::string> arguments(words.begin(), words.end());
  auto read = plugin::read_arguments(
      arguments, plugin::announced_version(),
      [&context](std::string_view name) { return context.environment.get(name); });
  if (const auto* text = std::get_if<plugin::PrintedText>(&read)) {
    plugin::print(text->text);
    return text->status;
  }
  auto& session = std::get<plugin::StartedSession>(read);
  if (!session.variable.empty()) os::remove_variable(session.variable);
  // Its callers take stderr for that of the command.
  TerminalProgress progress(Verbosity::quiet, MessageOutput::standard_error());
  return plugin::run(std::move(session), context, ask_mfa_code, progress);
}

}  // namespace cloudx::cli
