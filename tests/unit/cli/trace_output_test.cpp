#include "cli/trace_output.hpp"

#include <array>
#include <fcntl.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace cloudx::cli {
namespace {

// As the ssh of a ProxyCommand without a stderr of its own, whose stderr is `output`: the exit
// status of `command`.
template <class Command>
int below_ssh(int output, Command command) {
  const pid_t ssh = ::fork();
  if (ssh == 0) {
    ::prctl(PR_SET_NAME, "ssh");
    ::dup2(output, STDERR_FILENO);
    const pid_t child = ::fork();
    if (child == 0) {
      ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);
      ::_exit(command());
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 99);
  }
  int status = -1;
  ::waitpid(ssh, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string drain(int pipe) {
  std::string all;
  std::array<char, 4096> some{};
  for (ssize_t got = 0; (got = ::read(pipe, some.data(), some.size())) > 0;) {
    all.append(some.data(), static_cast<std::size_t>(got));
  }
  return all;
}

TEST(TraceOutput, WhatTheStderrOfSshDoesNotTakeIsCounted) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
  const int status = below_ssh(ends[1], [&] {
    const aws::Environment environment([](std::string_view name) {
      return name == "CLOUDX_TRACE" ? std::optional<std::string>("http") : std::nullopt;
    });
    if (!begin_trace(environment)) return 1;
    for (int i = 0; i < 2000; ++i) trace::line(trace::Topic::http, "line {:>100}", i);
    const std::string first = drain(ends[0]);
    if (!first.contains(" 0\n") || first.contains(" 1999\n")) return 2;
    trace::line(trace::Topic::http, "good");
    const std::string then = drain(ends[0]);
    if (!then.starts_with("lines that could not be written: ")) return 3;
    return then.ends_with(" good\n") ? 0 : 4;
  });
  EXPECT_EQ(status, 0);
  for (const int end : ends) ::close(end);
}

}  // namespace
}  // namespace cloudx::cli
