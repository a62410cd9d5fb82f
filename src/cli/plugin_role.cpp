#include "cli/plugin_role.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

#include <openssl/crypto.h>

#include "base/secret.hpp"
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

namespace {

std::vector<std::string> take_arguments(std::span<char* const> words) {
  std::vector<std::string> arguments(words.begin(), words.end());
  if (!words.empty()) OPENSSL_cleanse(words.front(), arguments.front().size());
  return arguments;
}

}  // namespace

int run_plugin(int argc, char** argv, const home::ProcessContext& context) {
  std::vector<std::string> arguments =
      take_arguments(std::span<char* const>(argv, static_cast<std::size_t>(argc)).subspan(1));
  const std::string version = plugin::announced_version(context);
  auto read = plugin::read_arguments(arguments, version, [&context](std::string_view name) {
    return context.environment.get(name);
  });
  if (!arguments.empty()) wipe(arguments.front());
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
