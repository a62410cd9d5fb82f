#include "features/connect/connect_plan.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::connect {
namespace {

constexpr const char* kPublicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFve4ieTtGXfJqqCpg5YvGA2zoUP3RynkjByFP8DP6AF user@example";

class PlanTest : public testing::Test {
 protected:
  PlanTest() {
    home_.write(".ssh/vscode/vscode.pub", kPublicKey);
    request_.target = "i-0123456789abcdef0";
  }

  Result<ConnectPlan> plan() {
    const home::ProcessContext context{
        "cloudx-proxy",
        home_.path().string(),
        aws::Environment([this](std::string_view name) -> std::optional<std::string> {
          if (name == "HOME") return home_.path().string();
          const auto found = variables_.find(name);
          if (found == variables_.end()) return std::nullopt;
          return found->second;
        }),
        {}};
    return make_connect_plan(request_, context);
  }

  test::TemporaryFolder home_;
  ConnectRequest request_;
  std::map<std::string, std::string, std::less<>> variables_;
};

TEST_F(PlanTest, DefaultProfileCountsAsChosenWhereItExists) {
  home_.write(".aws/credentials", "[vscode]\naws_access_key_id=A\naws_secret_access_key=b\n");
  const auto made = plan();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->account.settings.profile, "vscode");
  EXPECT_TRUE(made->account.settings.profile_from_argument);
  EXPECT_EQ(made->region(), "eu-west-1");
}

TEST_F(PlanTest, WithoutTheDefaultProfileTheEnvironmentDecides) {
  variables_["AWS_ACCESS_KEY_ID"] = "A";
  variables_["AWS_REGION"] = "us-east-2";
  const auto made = plan();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_FALSE(made->account.settings.profile_from_argument);
  EXPECT_EQ(made->region(), "us-east-2");
}

TEST_F(PlanTest, NamedProfileThatDoesNotExistIsWrongUsage) {
  request_.account.profile = "nope";
  const auto made = plan();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Errc::usage);
}

TEST_F(PlanTest, RegionComesFromOptionThenEnvironmentThenProfile) {
  home_.write(".aws/config", "[profile vscode]\nregion = eu-north-1\n");
  EXPECT_EQ(plan()->region(), "eu-north-1");
  variables_["AWS_REGION"] = "us-east-2";
  EXPECT_EQ(plan()->region(), "us-east-2");
  request_.account.region = "ap-south-1";
  EXPECT_EQ(plan()->region(), "ap-south-1");
  request_.account.region = "not a region";
  EXPECT_EQ(plan().error().kind, Errc::usage);
}

TEST_F(PlanTest, AwsEnvReadsItsOwnFiles) {
  request_.account.aws_env = "work";
  EXPECT_EQ(plan().error().kind, Errc::usage);
  home_.write(".aws/aws-envs/work/config", "[profile vscode]\nregion = sa-east-1\n");
  EXPECT_EQ(plan()->region(), "sa-east-1");
  request_.account.aws_env = "other";
  home_.write(".aws/aws-envs/other/config", "[profile somebody]\nregion = sa-east-1\n");
  variables_["AWS_ACCESS_KEY_ID"] = "A";
  EXPECT_EQ(plan().error().kind, Errc::usage);
  request_.account.aws_env = "../work";
  EXPECT_EQ(plan().error().kind, Errc::usage);
}

TEST_F(PlanTest, HybridNodeNeedsNoKey) {
  std::filesystem::remove_all(home_.path() / ".ssh");
  EXPECT_EQ(plan().error().kind, Errc::configuration);
  request_.target = "mi-0123456789abcdef0";
  EXPECT_TRUE(plan());
}

}  // namespace
}  // namespace cloudx::connect
