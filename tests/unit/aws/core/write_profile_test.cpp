#include "aws/core/write_profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/file.hpp"
#include "os/file_facts.hpp"
#include "support/private_mode.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class WriteProfileTest : public ::testing::Test {
 protected:
  template <class Profile>
  std::size_t write(const Profile& profile) {
    const auto changes = plan_profile(files(), profile);
    EXPECT_TRUE(changes) << changes.error().message;
    const auto done = apply(*changes);
    EXPECT_TRUE(done) << done.error().message;
    return changes->size();
  }
  template <class Profile>
  std::string refusal(const Profile& profile) {
    const auto changes = plan_profile(files(), profile);
    EXPECT_FALSE(changes);
    return changes ? "" : changes.error().message;
  }
  void put(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    ASSERT_TRUE(os::write_file_atomically(path, text, os::FileAccess::readable_if_new));
  }
  SharedFiles files() const { return {folder_.path() / "aws/config", folder_.path() / "aws/keys"}; }
  std::string config() const { return os::read_file(files().config).value_or("none"); }
  std::string keys() const { return os::read_file(files().credentials).value_or("none"); }

  const StaticProfile static_{.name = "dev",
                              .access_key_id = "AKIA1",
                              .secret_access_key = Secret("s/e+c="),
                              .session_token = Secret(),
                              .region = "eu-west-1"};
  const SsoProfile sso_{.name = "dev",
                        .session_name = "corp",
                        .start_url = "https://x/start",
                        .sso_region = "us-east-1",
                        .account_id = "123456789012",
                        .role_name = "Admin",
                        .region = "eu-west-1"};

 private:
  test::TemporaryFolder folder_;
};

TEST_F(WriteProfileTest, KeysGoIntoFilesForTheUserAlone) {
  EXPECT_EQ(write(static_), 2U);
  EXPECT_EQ(config(), "[profile dev]\nregion = eu-west-1\n");
  EXPECT_EQ(keys(), "[dev]\naws_access_key_id = AKIA1\naws_secret_access_key = s/e+c=\n");
  EXPECT_TRUE(test::is_private_folder(files().config.parent_path()));
  EXPECT_TRUE(test::is_private_file(files().config));
  EXPECT_TRUE(test::is_private_file(files().credentials));
}

TEST_F(WriteProfileTest, SecondRunWritesNothing) {
  write(static_);
  EXPECT_EQ(write(static_), 0U);
}

TEST_F(WriteProfileTest, WhoMayReadTheConfigFileStaysAndKeysAreClosed) {
  put(files().config, "# mine\n");
  put(files().credentials, "");
  const bool was_open = os::look_at(files().config).open_to_others;
  write(static_);
  EXPECT_TRUE(os::kIsWindows || test::has_mode(files().config, 0644));
  EXPECT_EQ(os::look_at(files().config).open_to_others, was_open);
  EXPECT_TRUE(test::is_private_file(files().credentials));
  EXPECT_THAT(config(), HasSubstr("# mine\n"));
}

TEST_F(WriteProfileTest, SsoProfileAndItsSession) {
  EXPECT_EQ(write(sso_), 1U);
  EXPECT_EQ(config(),
            "[sso-session corp]\nsso_start_url = https://x/start\nsso_region = us-east-1\n"
            "sso_registration_scopes = sso:account:access\n\n"
            "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\n"
            "sso_role_name = Admin\nregion = eu-west-1\n");
  EXPECT_EQ(write(sso_), 0U);
}

TEST_F(WriteProfileTest, SharedSessionKeepsItsScopesAndIsNotRedirected) {
  put(files().config,
      "[sso-session corp]\nsso_start_url=https://x/start\nsso_region=us-east-1\n"
      "sso_registration_scopes=a,b\n");
  write(sso_);
  EXPECT_THAT(config(), HasSubstr("sso_registration_scopes=a,b\n"));
  SsoProfile other = sso_;
  other.start_url = "https://y/start";
  EXPECT_THAT(refusal(other), HasSubstr("https://x/start"));
}

TEST_F(WriteProfileTest, ProfileWithOtherCredentialsIsNotMixed) {
  write(static_);
  EXPECT_THAT(refusal(sso_), HasSubstr("aws_access_key_id"));
  StaticProfile renamed = static_;
  renamed.name = "role";
  put(files().config, "[profile role]\nrole_arn = x\n");
  EXPECT_THAT(refusal(renamed), HasSubstr("role_arn"));
}

TEST_F(WriteProfileTest, RefusalShowsNoSecret) {
  StaticProfile bad = static_;
  bad.secret_access_key = Secret("topsecret\n[other]");
  EXPECT_THAT(refusal(bad), Not(HasSubstr("topsecret")));
}

TEST_F(WriteProfileTest, FileChangedMeanwhileIsNotOverwritten) {
  const auto changes = plan_profile(files(), static_);
  put(files().config, "[profile other]\n");
  const auto done = apply(*changes);
  ASSERT_FALSE(done);
  EXPECT_EQ(config(), "[profile other]\n");
}

}  // namespace
}  // namespace cloudx::aws
