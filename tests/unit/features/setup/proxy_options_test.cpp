#include "features/setup/proxy_options.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::setup {
namespace {

class ProxyOptionsTest : public testing::Test {
 protected:
  ProxyOptionsTest() {
    home_.write(".aws/config",
                "[profile vscode]\nregion = eu-west-1\n[profile dev]\nregion = us-east-1\n");
  }
  std::string command(const std::string& region, const char* program = "cloudx-proxy") {
    const home::ProcessContext context{
        program, home_.path().string(),
        aws::Environment([this](std::string_view name) -> std::optional<std::string> {
          if (name == "HOME") return home_.path().string();
          if (name == "AWS_REGION") return region_variable_;
          return std::nullopt;
        }),
        "/opt/bin/" + std::string(program)};
    return hosts::format(proxy_command(account_, region, locations_, context));
  }

  test::TemporaryFolder home_;
  home::AccountRequest account_;
  home::LocationRequest locations_;
  std::optional<std::string> region_variable_;
};

TEST_F(ProxyOptionsTest, NothingThatConnectFindsOutByItself) {
  EXPECT_EQ(command("eu-west-1"), "/opt/bin/cloudx-proxy connect %h %p");
  account_.profile = "vscode";
  locations_.ssh_key = "vscode";
  EXPECT_EQ(command("eu-west-1"), "/opt/bin/cloudx-proxy connect %h %p");
}

TEST_F(ProxyOptionsTest, RegionOfTheProfileNeedsNoOption) {
  account_.profile = "dev";
  EXPECT_EQ(command("us-east-1"), "/opt/bin/cloudx-proxy connect %h %p --profile dev");
  EXPECT_EQ(command("us-east-2"),
            "/opt/bin/cloudx-proxy connect %h %p --profile dev --region us-east-2");
}

TEST_F(ProxyOptionsTest, RegionOfTheEnvironmentIsWritten) {
  region_variable_ = "ap-south-1";
  EXPECT_EQ(command("ap-south-1"), "/opt/bin/cloudx-proxy connect %h %p --region ap-south-1");
}

TEST_F(ProxyOptionsTest, KeyAndDirectoryThatAreNotTheDefault) {
  locations_.ssh_key = "work";
  locations_.ssh_config = "~/my keys/config";
  EXPECT_EQ(command("eu-west-1"),
            "/opt/bin/cloudx-proxy connect %h %p --ssh-key work --ssh-config \"" +
                home_.path().string() + "/my keys/config\"");
  locations_.ssh_config.reset();
  locations_.ssh_dir = "~/50%";
  EXPECT_TRUE(command("eu-west-1").contains("--ssh-dir")) << command("eu-west-1");
  EXPECT_TRUE(command("eu-west-1").contains("50%%"));
}

TEST_F(ProxyOptionsTest, CloudXFolderChangesTheDefaults) {
  std::filesystem::create_directories(home_.path() / ".ssh/cloudX");
  account_.profile = "vscode";
  EXPECT_EQ(command("eu-west-1"), "/opt/bin/cloudx-proxy connect %h %p --profile vscode");
}

TEST_F(ProxyOptionsTest, AwsEnvironmentIsAlwaysWritten) {
  home_.write(".aws/aws-envs/acme/config", "[profile vscode]\nregion = eu-north-1\n");
  account_.aws_env = "acme";
  EXPECT_EQ(command("eu-north-1"), "/opt/bin/cloudx-proxy connect %h %p --aws-env acme");
}

}  // namespace
}  // namespace cloudx::setup
