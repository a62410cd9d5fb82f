#include "os/process/process.hpp"

#include <stop_token>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/api/credentials/process_credentials.hpp"
#include "aws/core/command_words.hpp"
#include "support/temporary_folder.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::aws {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run;

TEST(CommandWords, FollowsPosixQuoting) {
  EXPECT_THAT(*command_words("  a  b\tc\n"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(*command_words(R"('a b' "c d" e\ f)"), ElementsAre("a b", "c d", "e f"));
  EXPECT_THAT(*command_words(R"(a'b'"c"d '' "")"), ElementsAre("abcd", "", ""));
  EXPECT_THAT(*command_words(R"("a\"b\\c\d" 'x\y')"), ElementsAre(R"(a"b\c\d)", R"(x\y)"));
  EXPECT_THAT(*command_words("echo $HOME ; ls | x > *"),
              ElementsAre("echo", "$HOME", ";", "ls", "|", "x", ">", "*"));
  EXPECT_TRUE(command_words("")->empty());
}

// What botocore's compat_shell_split() makes of them on Windows.
TEST(CommandWords, WordsOnWindowsAreThoseOfItsPrograms) {
  EXPECT_THAT(*windows_command_words("a  b\tc "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(*windows_command_words(R"("C:\Program Files\x.exe" --y)"),
              ElementsAre(R"(C:\Program Files\x.exe)", "--y"));
  EXPECT_THAT(*windows_command_words(R"(C:\a\b.exe "d e"\ f)"),
              ElementsAre(R"(C:\a\b.exe)", R"(d e\)", "f"));
  EXPECT_THAT(*windows_command_words(R"(a\"b "a\\" b)"), ElementsAre(R"(a"b)", R"(a\)", "b"));
  EXPECT_THAT(*windows_command_words(R"(a\\b "c\\\"d" \)"),
              ElementsAre(R"(a\\b)", R"(c\"d)", R"(\)"));
  EXPECT_THAT(*windows_command_words(R"(a "" 'b c' x"y z"w)"),
              ElementsAre("a", "", "'b", "c'", "xy zw"));
  EXPECT_THAT(*windows_command_words("a\nb"), ElementsAre("a\nb"));
  EXPECT_TRUE(windows_command_words("")->empty());
  EXPECT_EQ(windows_command_words(R"(\\\"x y")").error().kind, Errc::configuration);
}

TEST(CommandWords, UnfinishedQuotesAreRefusedWithoutRepeatingTheCommand) {
  for (const std::string_view command : {"a 'topsecret", "\"topsecret", "topsecret\\"}) {
    const auto words = command_words(command);
    ASSERT_FALSE(words) << command;
    EXPECT_EQ(words.error().kind, Errc::configuration);
    EXPECT_THAT(words.error().message, Not(HasSubstr("topsecret")));
  }
}

constexpr std::size_t kLimit = 100'000;

TEST(Process, CollectsBothOutputsAndTheExitStatus) {
  const auto output =
      run(os::run_process({"sh", "-c", "echo out; echo err >&2; exit 3"}, kLimit, {}));
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "err\n");
  EXPECT_EQ(output->exit_status, 3);
}

TEST(Process, StdinIsEmpty) {
  const auto output = run(os::run_process({"cat"}, kLimit, {}));
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "");
  EXPECT_EQ(output->exit_status, 0);
}

TEST(Process, MuchOutputOnBothSidesDoesNotBlock) {
  const auto output = run(os::run_process(
      {"sh", "-c", "head -c 90000 /dev/zero; head -c 90000 /dev/zero >&2"}, kLimit, {}));
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out.size(), 90000U);
  EXPECT_EQ(output->err.size(), 90000U);
}

TEST(Process, EndlessOutputIsCutOff) {
  const auto output = run(os::run_process({"yes"}, kLimit, {}));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().kind, Errc::io);
}

TEST(Process, UnknownProgramIsAnIoErrorThatNamesIt) {
  const auto output = run(os::run_process({"no-such-program-here"}, kLimit, {}));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().kind, Errc::io);
  EXPECT_THAT(output.error().message, HasSubstr("no-such-program-here"));
}

TEST(Process, IsKilledWhenTheDeadlineHasPassedEvenIfAGrandchildHoldsThePipe) {
  // The grandchild goes with the folder.
  const test::TemporaryFolder folder;
  const std::string command =
      "while test -e " + folder.path().string() + "; do sleep 0.05; done & wait";
  const async::Deadline deadline = async::Deadline{}.at_most(std::chrono::milliseconds(20));
  const auto output = run(os::run_process({"sh", "-c", command}, kLimit, deadline));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().kind, Errc::timeout);
}

TEST(Process, StopRequestedBeforehandGivesInterrupted) {
  std::stop_source stop;
  stop.request_stop();
  async::Deadline deadline;
  deadline.stop = stop.get_token();
  const auto output = run(os::run_process({"sleep", "1000"}, kLimit, deadline));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().kind, Errc::interrupted);
}

TEST(Process, DeathBySignalShowsInTheStatus) {
  const auto output = run(os::run_process({"sh", "-c", "kill -9 $$"}, kLimit, {}));
  ASSERT_TRUE(output);
  EXPECT_EQ(output->exit_status, 137);
}

Result<Credentials> credentials_from(std::string command) {
  return run(ProcessCredentials("p", std::move(command)).get({}));
}

TEST(ProcessCredentials, FailureShowsExitCodeAndStderr) {
  const auto failed = credentials_from("sh -c 'echo please log in >&2; exit 7'");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, Errc::credentials);
  EXPECT_EQ(failed.error().message,
            "credential_process of profile p failed with exit code 7: please log in");
}

TEST(ProcessCredentials, OptionalMembersMayBeAbsent) {
  const auto found =
      credentials_from("echo '{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\"}'");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_FALSE(found->expiration);
  EXPECT_TRUE(found->session_token.empty());
}

TEST(ProcessCredentials, OutputThatIsNoneIsRefusedWithoutShowingIt) {
  for (const char* json :
       {"", "topsecret", "[]", "{\"Version\":\"1\"}", "{\"Version\":1}",
        "{\"Version\":1,\"AccessKeyId\":\"A\"}",
        "{\"Version\":1.0,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"topsecret\"}",
        "{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"topsecret\","
        "\"Expiration\":\"soon\"}"}) {
    const auto found = credentials_from(std::string("echo '") + json + "'");
    ASSERT_FALSE(found) << json;
    EXPECT_THAT(found.error().message, Not(HasSubstr("topsecret")));
  }
}

}  // namespace
}  // namespace cloudx::aws
