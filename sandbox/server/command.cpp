#include "sandbox/server/command.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/error.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

constexpr int kNotStarted = 127;

[[noreturn]] void exec_command(const std::vector<std::string>& command,
                               const Environment& environment) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  signal(SIGPIPE, SIG_DFL);
  for (const std::string& name : unwanted_variables()) unsetenv(name.c_str());
  for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  fmt::print(stderr, "cloudx-sandbox: {}: {}\n", command.front(), system_message(errno));
  _exit(kNotStarted);
}

int shell_status(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void pass_on_signals(asio::signal_set& signals, pid_t child) {
  signals.async_wait([&signals, child](const boost::system::error_code& error, int number) {
    if (error) return;
    // Ctrl-C goes to the whole foreground process group: the command has it already.
    if (number != SIGINT) kill(child, number);
    pass_on_signals(signals, child);
  });
}

}  // namespace

asio::awaitable<int> run_command(std::vector<std::string> command, Environment environment) {
  const auto executor = co_await asio::this_coro::executor;
  const pid_t child = fork();
  if (child == 0) exec_command(command, environment);
  const int descriptor = child < 0 ? -1 : static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  if (descriptor < 0) {
    fmt::print(stderr, "cloudx-sandbox: {}: {}\n", command.front(), system_message(errno));
    co_return kNotStarted;
  }
  asio::posix::stream_descriptor process(executor, descriptor);
  asio::signal_set signals(executor, SIGINT, SIGTERM, SIGHUP);
  pass_on_signals(signals, child);
  co_await process.async_wait(asio::posix::descriptor_base::wait_read,
                              asio::as_tuple(asio::use_awaitable));
  int status = 0;
  waitpid(child, &status, 0);
  signals.cancel();
  co_return shell_status(status);
}

}  // namespace cloudx::sandbox
