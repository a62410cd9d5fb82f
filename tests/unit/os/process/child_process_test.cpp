#include "os/process/child_process.hpp"

#include <array>
#include <csignal>
#include <string>
#include <unistd.h>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "support/usual_signals.hpp"

namespace cloudx::os {
namespace {

namespace asio = boost::asio;

class ChildProcessTest : public testing::Test {
 protected:
  ChildProcessTest() { test::use_usual_signals(); }
  std::unique_ptr<ChildProcess> shell(const std::string& script,
                                      ChildStream input = ChildStream::null) {
    auto child = ChildProcess::start(
        io.get_executor(),
        {.words = {"sh", "-c", script}, .input = input, .output = ChildStream::pipe});
    EXPECT_TRUE(child.has_value());
    return std::move(*child);
  }
  template <class T>
  T run(asio::awaitable<T> operation) {
    std::optional<T> result;
    asio::co_spawn(io, std::move(operation), [&](const std::exception_ptr& thrown, T value) {
      if (thrown) std::rethrow_exception(thrown);
      result = std::move(value);
    });
    io.restart();
    io.run();
    return std::move(result.value());
  }
  std::string output(ChildProcess& child) {
    std::array<char, 100> buffer{};
    const auto size = run(child.read_output(buffer, {}));
    return size ? std::string(buffer.data(), *size) : size.error().message;
  }
  std::string errors(ChildProcess& child) {
    std::array<char, 100> buffer{};
    const auto size = run(child.read_errors(buffer, {}));
    return size ? std::string(buffer.data(), *size) : size.error().message;
  }

  asio::io_context io;
};

TEST_F(ChildProcessTest, BothOutputsAndTheStatusCome) {
  const auto child = shell("echo out; echo err >&2; exit 3");
  EXPECT_EQ(output(*child), "out\n");
  EXPECT_EQ(errors(*child), "err\n");
  EXPECT_EQ(output(*child), "");
  EXPECT_EQ(run(child->ended({})).value(), 3);
  EXPECT_EQ(run(child->ended({})).value(), 3);
}

TEST_F(ChildProcessTest, EndOfItsInputIsSeen) {
  const auto child = shell("echo ready; cat; exit 4", ChildStream::pipe);
  EXPECT_EQ(output(*child), "ready\n");
  child->close_input();
  EXPECT_EQ(run(child->ended({})).value(), 4);
}

TEST_F(ChildProcessTest, SignalEndsItWithTheStatusOfAShell) {
  for (const auto& [signal, number] :
       {std::pair(ChildSignal::interrupt, SIGINT), std::pair(ChildSignal::terminate, SIGTERM),
        std::pair(ChildSignal::kill, SIGKILL)}) {
    const auto child = shell("echo ready; exec cat", ChildStream::pipe);
    EXPECT_EQ(output(*child), "ready\n");
    child->signal(signal);
    EXPECT_EQ(run(child->ended({})).value(), 128 + number);
    child->signal(signal);  // nobody is there any more
  }
}

TEST_F(ChildProcessTest, ProgramThatIsNotThereIsNamed) {
  const auto child =
      ChildProcess::start(io.get_executor(), {.words = {"no-such-program", "secret"}});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().message, "cannot run no-such-program: No such file or directory");
}

TEST_F(ChildProcessTest, WhatIsForgottenIsKilled) {
  auto child = shell("echo $$; exec cat", ChildStream::pipe);
  const pid_t pid = std::stoi(output(*child));
  child.reset();
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST_F(ChildProcessTest, BrokenPipeEndsItAsUsual) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto child = shell("exec 2>&-; (sleep 0; kill -PIPE $$); echo survived");
  EXPECT_EQ(run(child->ended({})).value(), 128 + SIGPIPE);
}

TEST_F(ChildProcessTest, WaitingEndsWithTheDeadline) {
  const auto child = shell("exec cat", ChildStream::pipe);
  std::stop_source stop;
  stop.request_stop();
  const async::Deadline spent{.stop = stop.get_token()};
  std::array<char, 10> buffer{};
  EXPECT_EQ(run(child->ended(spent)).error().kind, Errc::interrupted);
  EXPECT_EQ(run(child->read_output(buffer, spent)).error().kind, Errc::interrupted);
}

}  // namespace
}  // namespace cloudx::os
