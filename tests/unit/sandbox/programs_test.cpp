// Real programs as the agent runs them: on a terminal, and with pipes.

#include <filesystem>

#include "sandbox/agent/command_process.hpp"
#include "sandbox/agent/pty_target.hpp"
#include "support/temporary_folder.hpp"
#include "unit/sandbox/asio_fixture.hpp"

namespace cloudx::sandbox {
namespace {

class ProgramsTest : public AsioTest {
 protected:
  Program program(std::vector<std::string> words) { return {std::move(words), home.path()}; }
  std::unique_ptr<Target> terminal(const std::string& script) {
    auto opened = open_terminal(io.get_executor(), program({"sh", "-c", script}));
    return std::move(opened.value());
  }
  std::shared_ptr<CommandProcess> command(const std::string& script, bool separate = true) {
    auto started =
        CommandProcess::start(io.get_executor(), program({"sh", "-c", script}), separate);
    return started.value();
  }
  boost::asio::awaitable<std::string> read_all(std::shared_ptr<CommandProcess> from,
                                               CommandStream stream) {
    std::string all;
    Bytes buffer(1000);
    for (;;) {
      const std::size_t size = co_await from->read(stream, buffer);
      if (size == 0) co_return all;
      all += as_text(ByteView(buffer).first(size));
    }
  }

  test::TemporaryFolder home;
};

TEST_F(ProgramsTest, TerminalBeginsWithoutASize) {
  const auto target = terminal("stty size; tty >/dev/null && echo yes");
  EXPECT_EQ(read_until(*target, "yes"), "0 0\r\nyes\r\n");
}

TEST_F(ProgramsTest, TerminalTakesASize) {
  const auto target =
      terminal("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.01; done");
  EXPECT_EQ(read_until(*target, "ready\r\n"), "ready\r\n");
  target->resize(213, 57);
  EXPECT_EQ(read_until(*target, "213"), "57 213\r\n");
}

TEST_F(ProgramsTest, ShellAnswersAndItsEndEndsTheTarget) {
  auto opened = open_terminal(io.get_executor(), program({"sh"}));
  const std::unique_ptr<Target> target = std::move(opened.value());
  EXPECT_TRUE(write(*target, "echo $((6 * 7)); exit 3\n"));
  const std::string all = read_until(*target, "no such words");
  EXPECT_TRUE(all.contains("42\r\n")) << all;
}

TEST_F(ProgramsTest, EnvironmentIsTheAgents) {
  setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
  const auto target = terminal("echo $TERM $HOME ${AWS_SECRET_ACCESS_KEY-none}; pwd");
  unsetenv("AWS_SECRET_ACCESS_KEY");
  const std::string folder = home.path().string();
  EXPECT_EQ(read_until(*target, "\r\n" + folder + "\r\n"),
            "xterm-256color " + folder + " none\r\n" + folder + "\r\n");
}

TEST_F(ProgramsTest, ClosedTerminalHangsUpAndKillsWhatStays) {
  const auto target =
      terminal("trap 'echo hung > hung' HUP; echo $$; while :; do sleep 0.01; done");
  const std::string number = read_until(*target, "\n");
  target->close();
  const std::filesystem::path process = "/proc/" + std::to_string(std::stoi(number));
  run_until([&] { return !std::filesystem::exists(process); });
  EXPECT_TRUE(std::filesystem::exists(home.path() / "hung"));
}

TEST_F(ProgramsTest, StreamsOfACommandAreToldApart) {
  const auto process = command("echo out; echo err >&2; exit 7");
  EXPECT_EQ(await(read_all(process, CommandStream::output)), "out\n");
  EXPECT_EQ(await(read_all(process, CommandStream::errors)), "err\n");
  EXPECT_EQ(await(process->ended()), 7);
}

TEST_F(ProgramsTest, StdinOfACommandIsEmpty) {
  const auto process = command("cat; echo done");
  EXPECT_EQ(await(read_all(process, CommandStream::output)), "done\n");
}

TEST_F(ProgramsTest, CommandThatASignalEndsHasNoCode) {
  EXPECT_EQ(await(command("kill -TERM $$")->ended()), std::nullopt);
}

TEST_F(ProgramsTest, WithoutSeparateOutputEverythingIsInOrderInTheFile) {
  const auto process = command("echo a; echo b >&2; echo c", false);
  EXPECT_EQ(await(read_all(process, CommandStream::output)), "");
  EXPECT_EQ(await(process->ended()), 0);
  EXPECT_EQ(as_text(process->collected()), "a\nb\nc\n");
}

TEST_F(ProgramsTest, InterruptReachesTheCommandItself) {
  const auto process =
      command("trap 'echo got; exit 5' INT; echo ready; while :; do sleep 0.01; done");
  Bytes buffer(100);
  EXPECT_EQ(await(process->read(CommandStream::output, buffer)), 6U);
  process->interrupt(false);
  EXPECT_EQ(await(read_all(process, CommandStream::output)), "got\n");
  EXPECT_EQ(await(process->ended()), 5);
}

TEST_F(ProgramsTest, KilledCommandEndsItsStreams) {
  const auto process = command("sleep 1000");
  process->kill();
  EXPECT_EQ(await(process->ended()), std::nullopt);
  EXPECT_EQ(await(read_all(process, CommandStream::output)), "");
}

TEST_F(ProgramsTest, MissingProgramIsToldInTheWordsOfTheAgent) {
  const auto reason = [](const std::string& name) { return find_program(name).error().message; };
  EXPECT_EQ(reason("nosuch"), "exec: \"nosuch\": executable file not found in $PATH");
  EXPECT_EQ(reason("/no/such"), "fork/exec /no/such: no such file or directory");
  EXPECT_EQ(reason("/etc/passwd"), "fork/exec /etc/passwd: permission denied");
  EXPECT_TRUE(find_program("sh"));
}

}  // namespace
}  // namespace cloudx::sandbox
