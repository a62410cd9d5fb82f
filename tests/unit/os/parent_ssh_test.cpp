#include "os/parent_ssh.hpp"

#include <functional>
#include <string>
#include <sys/prctl.h>

#include <gtest/gtest.h>

#include "os/file.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

using namespace std::chrono_literals;
using test::OnTerminal;

// As a program of that name that starts `command`, and ends as it does.
int run_as(const char* name, const std::function<int()>& command) {
  ::prctl(PR_SET_NAME, name);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(command());
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

int complain() {
  const auto output = ParentSshStderr::find();
  if (!output) return 1;
  output->write("reason", 1s);
  return output->kind() == TerminalKind::none ? 2 : 0;
}

TEST(ParentSsh, TerminalOfSshShowsTheReason) {
  OnTerminal process([] {
    ::setenv("TERM", "xterm", 1);
    return run_as("ssh", [] {
      ::close(STDERR_FILENO);
      const auto output = ParentSshStderr::find();
      return output && output->size().columns == 90 ? complain() : 3;
    });
  });
  EXPECT_TRUE(process.expect("reason"));
  EXPECT_EQ(process.wait(), 0);
}

TEST(ParentSsh, PipeOfSshGetsTheReason) {
  OnTerminal process([] {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return 4;
    ::dup2(ends[1], STDERR_FILENO);
    const int status = run_as("ssh", complain);
    std::array<char, 6> reason{};
    if (::read(ends[0], reason.data(), reason.size()) != 6) return 5;
    return status;
  });
  EXPECT_EQ(WEXITSTATUS(process.wait()), 2);
}

TEST(ParentSsh, NoOtherParentIsSpokenFor) {
  OnTerminal process([] { return run_as("sshd", complain); });
  EXPECT_EQ(process.rest(), "");
  EXPECT_EQ(WEXITSTATUS(process.wait()), 1);
}

TEST(ParentSsh, FileOfSshStaysAsItIs) {
  const test::TemporaryFolder folder;
  const auto log = folder.write("log", "ssh's own words\n");
  OnTerminal process([&] {
    ::dup2(::open(log.c_str(), O_WRONLY), STDERR_FILENO);
    return run_as("ssh", complain);
  });
  EXPECT_EQ(WEXITSTATUS(process.wait()), 1);
  EXPECT_EQ(read_file(log).value(), "ssh's own words\n");
}

TEST(ParentSsh, SshThatHasEndedIsLeftAlone) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  OnTerminal process([&] {
    std::array<int, 2> begun{};
    if (::pipe(begun.data()) != 0) return 4;
    ::prctl(PR_SET_NAME, "ssh");
    const pid_t ssh = ::getpid();
    if (::fork() == 0) {
      std::signal(SIGHUP, SIG_IGN);
      const auto output = ParentSshStderr::find();
      ::close(begun[1]);
      while (::getppid() == ssh) ::usleep(1000);
      if (output) output->write("reason", 1s);
      const char told = output && output->size().columns == 0 ? 'y' : 'n';
      static_cast<void>(::write(ends[1], &told, 1) < 0);
      return 0;
    }
    ::close(begun[1]);
    char end = 0;
    return static_cast<int>(::read(begun[0], &end, 1));  // until the other one has looked
  });
  EXPECT_EQ(process.wait(), 0);
  char told = 0;
  EXPECT_EQ(::read(ends[0], &told, 1), 1);
  EXPECT_EQ(told, 'y');
  EXPECT_EQ(process.rest(), "");
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace cloudx::os
