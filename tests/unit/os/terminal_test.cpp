#include "os/terminal.hpp"

#include <cstdlib>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "support/pseudo_terminal.hpp"

namespace cloudx::os {
namespace {

using namespace std::chrono_literals;
using test::OnTerminal;

void say(std::string_view text) {
  [[maybe_unused]] const auto said = write_all(StandardStream::output, text);
}

std::string read_line() {
  std::string line;
  for (auto c = read_byte(); c && *c != '\n'; c = read_byte()) line += *c;
  return line;
}

int secret_question() {
  std::string answer;
  {
    const TypingMode mode(Typing::unseen_line);
    say("secret: ");
    answer = read_line();
  }
  say("<" + answer + ">");
  return 0;
}

int key_question() {
  char key = 0;
  {
    const TypingMode mode(Typing::keys);
    say("key: ");
    key = read_byte().value_or('?');
  }
  say(std::to_string(key) + "!");
  return 0;
}

int kind_as_status() {
  return static_cast<int>(terminal_kind(StandardStream::output)) * 2 +
         (has_colours(StandardStream::output) ? 1 : 0);
}

TEST(Terminal, IsKnownByItsName) {
  const auto status_with = [](const char* name) {
    OnTerminal process([=] {
      name == nullptr ? ::unsetenv("TERM") : ::setenv("TERM", name, 1);
      return kind_as_status();
    });
    return WEXITSTATUS(process.wait());
  };
  const int full = static_cast<int>(TerminalKind::full) * 2;
  EXPECT_EQ(status_with("xterm"), full + 1);
  EXPECT_EQ(status_with("dumb"), static_cast<int>(TerminalKind::dumb) * 2);
  EXPECT_EQ(status_with(nullptr), full);
  EXPECT_EQ(status_with(""), full);
}

TEST(Terminal, FileIsNone) {
  OnTerminal process([] {
    ::close(STDOUT_FILENO);
    ::open("/dev/null", O_WRONLY);
    const bool known = terminal_size(StandardStream::output).columns != 0;
    return kind_as_status() + (known ? 10 : 0);
  });
  EXPECT_EQ(process.wait(), 0);
}

TEST(Terminal, HasASize) {
  OnTerminal process([] {
    const TerminalSize size = terminal_size(StandardStream::error);
    return size.rows == 30 && size.columns == 90 ? 0 : 1;
  });
  EXPECT_EQ(process.wait(), 0);
}

TEST(TypingMode, UnseenLineIsNotShownAndTheNextOneIs) {
  OnTerminal process(secret_question);
  ASSERT_TRUE(process.expect("secret: "));
  EXPECT_FALSE(process.echoes());
  EXPECT_TRUE(process.takes_lines());
  process.type("word\n");
  EXPECT_EQ(process.rest(), "\r\n<word>");
  EXPECT_EQ(process.wait(), 0);
}

TEST(TypingMode, KeyComesAtOnceAlsoOneThatWouldEndTheProgram) {
  for (const char key : {'x', '\x03', '\x04', '\x1a', '\x1c'}) {
    OnTerminal process(key_question);
    ASSERT_TRUE(process.expect("key: "));
    EXPECT_FALSE(process.takes_lines());
    process.type({&key, 1});
    EXPECT_EQ(process.rest(), std::to_string(key) + "!");
    EXPECT_EQ(process.wait(), 0);
  }
}

TEST(TypingMode, SignalThatEndsTheProgramLeavesTheTerminalAsItWas) {
  for (const auto question : {secret_question, key_question}) {
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) {
      OnTerminal process(question);
      ASSERT_TRUE(process.expect(": "));
      EXPECT_FALSE(process.echoes());
      process.send(signal);
      const int status = process.wait();
      EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal) << status;
      EXPECT_TRUE(process.echoes());
      EXPECT_TRUE(process.takes_lines());
    }
  }
}

TEST(TypingMode, CtrlCAtAnUnseenLineLeavesTheTerminalAsItWas) {
  OnTerminal process(secret_question);
  ASSERT_TRUE(process.expect("secret: "));
  process.type("\x03");
  EXPECT_TRUE(WIFSIGNALED(process.wait()));
  EXPECT_TRUE(process.echoes());
}

// A shell and its job, in short: the system stops nobody who has no such parent.
int shell_with_a_question() {
  std::signal(SIGTTOU, SIG_IGN);
  const pid_t job = ::fork();
  if (job == 0) {
    ::setpgid(0, 0);
    ::tcsetpgrp(STDIN_FILENO, ::getpid());
    ::_exit(secret_question());
  }
  int status = 0;
  ::waitpid(job, &status, WUNTRACED);
  if (!WIFSTOPPED(status)) return 1;
  ::tcsetpgrp(STDIN_FILENO, ::getpid());
  say("stopped");
  if (read_byte() != '\n') return 2;
  ::tcsetpgrp(STDIN_FILENO, job);
  ::kill(job, SIGCONT);
  ::waitpid(job, &status, 0);
  return status == 0 ? 0 : 3;
}

TEST(TypingMode, QuestionThatIsStoppedForAWhileGoesOnUnseen) {
  OnTerminal process(shell_with_a_question);
  ASSERT_TRUE(process.expect("secret: "));
  process.type("\x1a");
  ASSERT_TRUE(process.expect("stopped"));
  EXPECT_TRUE(process.echoes());
  process.type("\n");
  ASSERT_TRUE(process.expect("\r\n"));
  constexpr int kMost = 30'000;
  for (int i = 0; process.echoes() && i < kMost; ++i) std::this_thread::sleep_for(1ms);
  ASSERT_FALSE(process.echoes());
  process.type("word\n");
  EXPECT_EQ(process.rest(), "\r\n<word>");
  EXPECT_EQ(process.wait(), 0);
}

// A shell that takes the terminal back when SIGUSR1 says so, has modes of its own and ends its job.
int shell_with_a_question_in_the_background() {
  std::signal(SIGTTOU, SIG_IGN);
  sigset_t told{};
  sigemptyset(&told);
  sigaddset(&told, SIGUSR1);
  ::sigprocmask(SIG_BLOCK, &told, nullptr);
  const pid_t job = ::fork();
  if (job == 0) {
    ::setpgid(0, 0);
    ::tcsetpgrp(STDIN_FILENO, ::getpid());
    std::signal(SIGTTOU, SIG_DFL);
    ::_exit(secret_question());
  }
  int number = 0;
  ::sigwait(&told, &number);
  ::tcsetpgrp(STDIN_FILENO, ::getpid());
  termios mode{};
  ::tcgetattr(STDIN_FILENO, &mode);
  mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &mode);
  ::kill(job, SIGTERM);
  int status = 0;
  ::waitpid(job, &status, WUNTRACED);
  ::kill(job, SIGKILL);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM ? 0 : 1;
}

TEST(TypingMode, SignalInTheBackgroundEndsTheProgramAndLeavesTheTerminalToTheShell) {
  OnTerminal process(shell_with_a_question_in_the_background);
  ASSERT_TRUE(process.expect("secret: "));
  process.send(SIGUSR1);
  EXPECT_EQ(process.wait(), 0);
  EXPECT_FALSE(process.echoes());
  EXPECT_FALSE(process.takes_lines());
}

TEST(TypingMode, IgnoredSignalStaysIgnored) {
  OnTerminal process([] {
    std::signal(SIGHUP, SIG_IGN);
    return secret_question();
  });
  ASSERT_TRUE(process.expect("secret: "));
  process.send(SIGHUP);
  process.type("word\n");
  EXPECT_EQ(process.rest(), "\r\n<word>");
}

TEST(TypingMode, WithoutATerminalNothingHappens) {
  OnTerminal process([] {
    ::close(STDIN_FILENO);
    ::open("/dev/null", O_RDONLY);
    return secret_question();
  });
  EXPECT_EQ(process.rest(), "secret: <>");
  EXPECT_EQ(process.wait(), 0);
}

}  // namespace
}  // namespace cloudx::os
