#include "features/completion/candidates.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::completion {
namespace {

using Names = std::vector<std::string>;

class Candidates : public ::testing::Test {
 protected:
  home::ProcessContext context() {
    const std::string home = folder_.path().string();
    return {.program = "cloudx-proxy",
            .home = home,
            .environment = aws::Environment([home](std::string_view name) {
              return name == "HOME" ? std::optional(home) : std::nullopt;
            }),
            .executable = "/usr/bin/cloudx-proxy"};
  }

  test::TemporaryFolder folder_;
};

TEST_F(Candidates, HostsAndEnvironmentsOfBothFiles) {
  folder_.write(".ssh/vscode/config",
                "Host cloudx-*\n  User ec2-user\nHost cloudx-prod-*\n  ProxyCommand cloudx-proxy "
                "connect %h %p\nHost cloudx-prod-web\n  HostName i-12345678\n"
                "Host cloudx-dev-db\n  HostName i-87654321\n");
  folder_.write(".ssh/config",
                "Include vscode/config\nHost cloudx-lab-x cloudx-prod-web\n  HostName i-11111111\n"
                "Host github.com\n  User git\n");
  EXPECT_EQ(hosts(context()), (Names{"cloudx-dev-db", "cloudx-lab-x", "cloudx-prod-web"}));
  EXPECT_EQ(environments(context()), (Names{"dev", "lab", "prod"}));
}

TEST_F(Candidates, ProfilesOfBothFiles) {
  folder_.write(".aws/config", "[profile dev]\nregion = eu-west-1\n[sso-session corp]\n");
  folder_.write(".aws/credentials", "[dev]\n[lab]\naws_access_key_id = x\n");
  EXPECT_EQ(profiles(context()), (Names{"dev", "lab"}));
}

TEST_F(Candidates, NothingToReadIsNothingToOffer) {
  for (const char* kind : {"hosts", "environments", "profiles"}) {
    EXPECT_EQ(candidates(kind, context()), Names{}) << kind;
  }
  EXPECT_FALSE(candidates("nonsense", context()));
}

TEST_F(Candidates, NamesWithControlCharactersAreLeftOut) {
  folder_.write(".aws/credentials", "[a\x1b[31m]\n[b\xc2\x9b]\n[good]\n");
  EXPECT_EQ(profiles(context()), Names{"good"});
}

}  // namespace
}  // namespace cloudx::completion
