#include "features/setup/access_check.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::setup {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::seconds kLimit{30};

class SshSettingsTest : public testing::Test {
 protected:
  // The real ssh reads the config.
  Result<SshSettings> ask(const std::string& config) {
    return ask_ssh("host", {"-F", folder_.write("config", config).string()}, kLimit);
  }
  test::TemporaryFolder folder_;
};

TEST_F(SshSettingsTest, LineThatNamesTheFaultIsShown) {
  const auto message = [&](const std::string& config) {
    const auto asked = ask(config);
    EXPECT_FALSE(asked) << config;
    return asked ? std::string() : asked.error().message;
  };
  EXPECT_THAT(message("Host *\n  Bogus yes\n"),
              HasSubstr("line 2: Bad configuration option: bogus"));
  EXPECT_THAT(message("Host *\n  Bogus yes\n"), Not(HasSubstr("terminating")));
  EXPECT_THAT(message("Host *\n  IdentityFile /a b\n"), HasSubstr("line 2"));
  EXPECT_THAT(message("Host *\n  User\n"), HasSubstr("line 2"));
  EXPECT_THAT(message("Include " + (folder_.path() / "config").string() + "\n"),
              HasSubstr("Too many recursive configuration includes"));
}

TEST_F(SshSettingsTest, SessionOfOursIsPlainWhateverTheUserHasForSessions) {
  const auto settings =
      ask("Host *\n  RemoteCommand tmux\n  RequestTTY force\n  SessionType none\n");
  ASSERT_TRUE(settings);
  const auto options = plain_session(*settings);
  for (const char* option : {"RemoteCommand=none", "RequestTTY=no", "SessionType=default",
                             "ForkAfterAuthentication=no", "ClearAllForwardings=yes"}) {
    EXPECT_THAT(options, Contains(option));
  }
}

// Older ones refuse what they do not know.
TEST_F(SshSettingsTest, SshIsToldOnlyWhatItKnows) {
  const auto options = plain_session(SshSettings("requesttty auto\n"));
  EXPECT_THAT(options, Not(Contains("SessionType=default")));
  EXPECT_THAT(options, Not(Contains("ForkAfterAuthentication=no")));
}

TEST_F(SshSettingsTest, SharingIsTriedWithTheRealPath) {
  const auto problem = [&](const std::string& path, const std::string& master = "auto") {
    const auto settings = ask("ControlMaster " + master + "\nControlPath " + path + "\n");
    return settings ? sharing_problem(*settings) : "refused";
  };
  const std::string folder = folder_.path().string();
  EXPECT_EQ(problem(folder + "/%p"), "");
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()) ||
              !std::filesystem::exists(folder + "/22"));
  EXPECT_EQ(problem("none"), "");
  EXPECT_EQ(problem(folder + "/" + std::string(100, 'x'), "no"), "");
  EXPECT_THAT(problem(folder + "/" + std::string(100, 'x')), HasSubstr("characters"));
  EXPECT_THAT(problem(folder + "/not-there/%p"), HasSubstr("No such file"));
}

}  // namespace
}  // namespace cloudx::setup
