#include "features/setup/ssh_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sshconfig/resolve.hpp"

namespace cloudx::setup {
namespace {

using testing::HasSubstr;
using testing::Not;

class SshPlanTest : public testing::Test {
 protected:
  SshPlanTest() {
    wanted_.environment.prefix = "cloudx";
    wanted_.environment.environment = "dev";
    wanted_.environment.identity_file = "/home/u/.ssh/vscode/vscode";
    wanted_.environment.proxy_command = hosts::make_proxy_command("/usr/bin/cloudx-proxy");
    wanted_.name = "web";
    wanted_.instance_id = "i-0123456789abcdef0";
  }
  std::string planned(const std::string& config, Existing existing = Existing::host) {
    const auto text =
        with_host(config, wanted_, existing, {"v1.0.0", "2026-01-31 12:00:00"}, "/home/u");
    EXPECT_TRUE(text);
    return text.value_or("");
  }

  WantedHost wanted_;
};

TEST_F(SshPlanTest, EmptyFileGetsThreeTiers) {
  const std::string text = planned("");
  EXPECT_EQ(text, R"(# Created by cloudx-proxy v1.0.0 on 2026-01-31 12:00:00
# Configuration type: generic
Host cloudx-*
    User ec2-user
    TCPKeepAlive yes
    IdentitiesOnly yes
    ControlMaster auto
    ControlPath ~/.ssh/control/%r@%h:%p
    ControlPersist 4h

# Created by cloudx-proxy v1.0.0 on 2026-01-31 12:00:00
# Configuration type: environment
Host cloudx-dev-*
    IdentityFile /home/u/.ssh/vscode/vscode
    ProxyCommand /usr/bin/cloudx-proxy connect %h %p

# Created by cloudx-proxy v1.0.0 on 2026-01-31 12:00:00
# Configuration type: host
Host cloudx-dev-web
    HostName i-0123456789abcdef0
)");
  EXPECT_EQ(planned(text), text);
}

TEST_F(SshPlanTest, OtherUserComesWithTheKeyForThatUserAndBeforeTheTiers) {
  wanted_.os_user = "ubuntu";
  const std::string text = planned("");
  EXPECT_THAT(text, HasSubstr("    User ubuntu\n"));
  EXPECT_THAT(text, HasSubstr("connect %h %p --os-user ubuntu\n"));
  EXPECT_LT(text.find("Host cloudx-dev-web"), text.find("Host cloudx-*"));
  EXPECT_EQ(planned(text), text);
}

TEST_F(SshPlanTest, DifferentEnvironmentIsKeptOverriddenOrPassedBy) {
  const std::string before = planned("");
  wanted_.name = "db";
  wanted_.environment.proxy_command.set_option("--profile", "other");
  EXPECT_FALSE(compare(before, wanted_, "/home/u").differences.empty());
  EXPECT_THAT(planned(before, Existing::keep), Not(HasSubstr("--profile other")));
  const std::string own = planned(before, Existing::host);
  EXPECT_LT(own.find("--profile other"), own.find("Host cloudx-dev-*"));
  EXPECT_THAT(own, HasSubstr("    ProxyCommand /usr/bin/cloudx-proxy connect %h %p\n"));
  const std::string overridden = planned(before, Existing::override);
  EXPECT_THAT(overridden, Not(HasSubstr("connect %h %p\n")));
  EXPECT_EQ(planned(overridden, Existing::host), overridden);
}

TEST_F(SshPlanTest, ValueWithALineBreakIsRefused) {
  wanted_.environment.identity_file = "/home/u/a\nProxyCommand evil";
  EXPECT_FALSE(with_host("", wanted_, Existing::keep, {}, "/home/u"));
}

#ifdef __linux__
TEST_F(SshPlanTest, ControlPathFitsTheHomeOrThereIsNone) {
  const auto path = [&](std::size_t home) {
    wanted_.control_home = "/" + std::string(home - 1, 'h');
    const std::string text = planned("");
    EXPECT_EQ(planned(text), text);
    return sshconfig::resolve(sshconfig::parse(text), "cloudx-dev-web").value("ControlPath");
  };
  EXPECT_EQ(path(45), "~/.ssh/control/%r@%h:%p");
  EXPECT_EQ(path(46), "~/.ssh/%r@%h:%p");
  EXPECT_EQ(path(80), "none");
}

TEST_F(SshPlanTest, TierThatWasWrittenTooLongIsMended) {
  const std::string before = planned("");
  wanted_.control_home = "/" + std::string(79, 'h');
  const std::string text = planned(before);
  EXPECT_THAT(text, HasSubstr("    ControlPath none\n"));
  EXPECT_THAT(text, Not(HasSubstr("%r@%h")));
}

TEST_F(SshPlanTest, HostForWhichTheTiersOwnPathIsTooLongHasItsOwn) {
  wanted_.control_home = "/" + std::string(39, 'h');
  wanted_.os_user = std::string(20, 'u');
  const std::string text = planned("");
  EXPECT_LT(text.find("ControlPath ~/.ssh/%r@%h:%p"), text.find("Host cloudx-*"));
  EXPECT_THAT(text, HasSubstr("    ControlPath ~/.ssh/control/%r@%h:%p\n"));
  EXPECT_EQ(planned(text), text);
}
#endif

TEST_F(SshPlanTest, HostThatATierLeavesOutHasSettingsOfItsOwn) {
  const std::string text = planned(
      "Host cloudx-*\n  User me\nHost cloudx-dev-* !cloudx-dev-web\n"
      "  IdentityFile /home/u/.ssh/vscode/vscode\n"
      "  ProxyCommand /usr/bin/cloudx-proxy connect %h %p\n");
  const auto found = sshconfig::resolve(sshconfig::parse(text), "cloudx-dev-web");
  EXPECT_EQ(found.value("ProxyCommand"), "/usr/bin/cloudx-proxy connect %h %p");
  EXPECT_EQ(found.value("IdentityFile"), "/home/u/.ssh/vscode/vscode");
  EXPECT_EQ(planned(text), text);
}

}  // namespace
}  // namespace cloudx::setup
