#include <cstdio>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/exit_code.hpp"
#include "cli/invocation.hpp"
#include "cli/message_output.hpp"
#include "cli/plugin_role.hpp"
#include "cli/trace_output.hpp"
#include "os/process_protection.hpp"
#include "os/program_path.hpp"
#include "os/standard_descriptors.hpp"
#include "os/user.hpp"

namespace {

using namespace cloudx;

int exit_with(const cli::ImmediateExit& exit) {
  if (exit.exit_code == cli::kSuccess) {
    std::fputs(exit.text.c_str(), stdout);
  } else {
    cli::MessageOutput::of_proxy_command().write(exit.text);
  }
  return exit.exit_code;
}

// Says why not.
bool begin_trace(const aws::Environment& environment) {
  const auto traced = cli::begin_trace(environment);
  if (!traced) {
    cli::MessageOutput::of_proxy_command().write(
        fmt::format("cloudx-proxy: {}\n", traced.error().message));
  }
  return traced.has_value();
}

}  // namespace

int main(int argc, char** argv) {
  os::occupy_standard_descriptors();
  const aws::Environment environment = aws::Environment::of_process();
  // Memory holds credentials. Who looks for a fault allows more (docs/debugging.md).
  if (environment.get("CLOUDX_DEBUGGABLE") != "1") os::keep_memory_private();
  const std::filesystem::path called = argc > 0 ? argv[0] : "cloudx-proxy";
  home::ProcessContext context{.program = std::string(os::program_name(called.string())),
                               .home = os::home_directory(),
                               .environment = environment,
                               .executable = os::own_program(called)};
  if (argc > 0 && cli::is_plugin(argv[0])) {
    if (!begin_trace(environment)) return cli::kUsage;
    return cli::run_plugin(argc, argv, context);
  }
  cli::Invocation invocation = cli::take_invocation(argc, argv);
  auto parsed =
      cli::parse_command_line(static_cast<int>(invocation.words.size()), invocation.words.data());
  if (const auto* text = std::get_if<cli::ImmediateExit>(&parsed)) return exit_with(*text);
  if (!begin_trace(environment)) return cli::kUsage;
  context.api_key = std::move(invocation.api_key);
  return std::get<std::unique_ptr<cli::Command>>(parsed)->run(context);
}
