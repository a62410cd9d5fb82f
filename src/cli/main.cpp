#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/exit_code.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "features/connect/connect.hpp"

namespace {

using namespace cloudx;

// Memory holds credentials: no core dump, and no debugger of the same user. A limit of zero alone
// does not stop a core_pattern that is a pipe (core(5)). Sanitizers need to trace themselves.
void keep_memory_private() {
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

int run(const cli::ConnectCommand& command, const char* program) {
  const auto verbosity = command.quiet     ? cli::Verbosity::quiet
                         : command.verbose ? cli::Verbosity::verbose
                                           : cli::Verbosity::normal;
  cli::TerminalProgress progress(verbosity, ::isatty(STDERR_FILENO) == 1);
  const connect::Surroundings surroundings{
      .program = std::filesystem::path(program).filename().string(),
      .home = home_directory(),
      .environment = aws::Environment::of_process()};
  const auto ended = connect::run(command.request, surroundings, cli::ask_mfa_code, progress);
  progress.done();
  if (ended) return cli::kSuccess;
  progress.report(ended.error().message);
  return cli::exit_code(ended.error());
}

int answer(const cli::Answer& answer) {
  std::fputs(answer.text.c_str(), answer.exit_code == cli::kSuccess ? stdout : stderr);
  return answer.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory_private();
  const auto command = cli::parse_command_line(argc, argv);
  if (const auto* text = std::get_if<cli::Answer>(&command)) return answer(*text);
  return run(std::get<cli::ConnectCommand>(command), argc > 0 ? argv[0] : "cloudx-proxy");
}
