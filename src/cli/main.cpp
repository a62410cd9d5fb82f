#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <pwd.h>
#include <ranges>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/exit_code.hpp"
#include "cli/invocation.hpp"
#include "cli/message_output.hpp"
#include "cli/trace_output.hpp"
#include "os/standard_descriptors.hpp"

namespace {

using namespace cloudx;

// Memory holds credentials: no core dump, and no debugger of the same user. A limit of zero alone
// does not stop a core_pattern that is a pipe (core(5)). Sanitizers need to trace themselves, and
// who looks for a fault allows it with a variable (docs/debugging.md).
void keep_memory_private(const aws::Environment& environment) {
  if (environment.get("CLOUDX_DEBUGGABLE") == "1") return;
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

std::string home_directory() {
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return home;
  const passwd* entry = ::getpwuid(::getuid());
  return entry != nullptr ? entry->pw_dir : "/";
}

// As it was called, symbolic links kept: what the user has in the path survives an update of what
// it points to.
std::filesystem::path executable(const std::filesystem::path& called) {
  std::error_code error;
  if (called.has_parent_path()) return std::filesystem::absolute(called, error);
  const char* const path = std::getenv("PATH");
  for (const auto folder : std::views::split(std::string_view(path == nullptr ? "" : path), ':')) {
    const auto file = std::filesystem::path(std::string_view(folder)) / called;
    if (file.is_absolute() && ::access(file.c_str(), X_OK) == 0) return file;
  }
  return std::filesystem::read_symlink("/proc/self/exe", error);
}

int exit_with(const cli::ImmediateExit& exit) {
  if (exit.exit_code == cli::kSuccess) {
    std::fputs(exit.text.c_str(), stdout);
  } else {
    cli::MessageOutput::of_proxy_command().write(exit.text);
  }
  return exit.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  os::occupy_standard_descriptors();
  const aws::Environment environment = aws::Environment::of_process();
  keep_memory_private(environment);
  cli::Invocation invocation = cli::take_invocation(argc, argv);
  auto parsed =
      cli::parse_command_line(static_cast<int>(invocation.words.size()), invocation.words.data());
  if (const auto* text = std::get_if<cli::ImmediateExit>(&parsed)) return exit_with(*text);
  if (const auto traced = cli::begin_trace(environment); !traced) {
    return exit_with({.text = fmt::format("cloudx-proxy: {}\n", traced.error().message),
                      .exit_code = cli::kUsage});
  }
  const std::filesystem::path called = argc > 0 ? argv[0] : "cloudx-proxy";
  const home::ProcessContext context{.program = called.filename().string(),
                                     .home = home_directory(),
                                     .environment = environment,
                                     .executable = executable(called),
                                     .api_key = std::move(invocation.api_key)};
  return std::get<std::unique_ptr<cli::Command>>(parsed)->run(context);
}
