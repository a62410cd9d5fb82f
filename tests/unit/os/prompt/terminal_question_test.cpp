#include "os/prompt/terminal_question.hpp"

#include <chrono>
#include <exception>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "support/pseudo_terminal.hpp"

namespace cloudx::os {
namespace {

using namespace std::chrono_literals;
using test::OnTerminal;

Result<std::string> answer(async::Deadline deadline) {
  boost::asio::io_context io;
  Result<std::string> line;
  boost::asio::co_spawn(
      io, ask_on_terminal({.text = "Code: ", .doing = "asking for the code"}, std::move(deadline)),
      [&](const std::exception_ptr&, Result<std::string> result) { line = std::move(result); });
  io.run();
  return line;
}

// With stdin and stdout that are somebody else's.
int ask(const std::string& expected) {
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(nothing, STDOUT_FILENO);
  const auto line = answer({});
  return line && *line == expected ? 0 : 1;
}

TEST(TerminalQuestion, LineIsTheAnswerWithoutBlanksAtItsEnd) {
  OnTerminal process([] {
    ::setenv("TERM", "dumb", 1);
    return ask(" 123456");
  });
  ASSERT_TRUE(process.expect("Code: "));
  process.type(" 123456 \t\n");
  EXPECT_EQ(process.wait(), 0);
}

TEST(TerminalQuestion, LineThatStandsThereIsWipedOut) {
  OnTerminal process([] {
    ::setenv("TERM", "xterm", 1);
    return ask("");
  });
  ASSERT_TRUE(process.expect("\r\x1b[KCode: "));
  process.type("\n");
  EXPECT_EQ(process.wait(), 0);
}

TEST(TerminalQuestion, EndsWithItsDeadline) {
  OnTerminal process([] {
    const auto line = answer({.expiry = std::chrono::steady_clock::now() + 10ms, .stop = {}});
    if (line || line.error().kind != Errc::timeout) return 1;
    return line.error().message.starts_with("asking for the code") ? 0 : 2;
  });
  EXPECT_EQ(process.wait(), 0);
}

TEST(TerminalQuestion, EndOfTheInputIsNoAnswer) {
  OnTerminal process([] {
    const auto line = answer({});
    return !line && line.error().kind == Errc::io ? 0 : 1;
  });
  ASSERT_TRUE(process.expect("Code: "));
  process.type("\x04");
  EXPECT_EQ(process.wait(), 0);
}

TEST(TerminalQuestion, WithoutATerminalNobodyIsAsked) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::setsid();
    const auto line = answer({});
    ::_exit(!line && line.error().kind == Errc::not_found ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace cloudx::os
