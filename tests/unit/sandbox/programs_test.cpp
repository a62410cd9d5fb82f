// Real programs as the agent runs them: on a terminal, and with pipes.

#include <filesystem>

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

TEST_F(ProgramsTest, MissingProgramIsToldInTheWordsOfTheAgent) {
  const auto reason = [](const std::string& name) { return find_program(name).error().message; };
  EXPECT_EQ(reason("nosuch"), "exec: \"nosuch\": executable file not found in $PATH");
  EXPECT_EQ(reason("/no/such"), "fork/exec /no/such: no such file or directory");
  EXPECT_EQ(reason("/etc/passwd"), "fork/exec /etc/passwd: permission denied");
  EXPECT_TRUE(find_program("sh"));
}

}  // namespace
}  // namespace cloudx::sandbox
