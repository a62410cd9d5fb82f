#include "hosts/tier_edit.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "sshconfig/resolve.hpp"

namespace cloudx::hosts {
namespace {

const Stamp kStamp{"v1.0.0", "2026-01-31 12:00:00"};
const GenericSettings kGeneric{.prefix = "cloudx"};

EnvironmentSettings environment(std::string name = "dev") {
  EnvironmentSettings settings{"cloudx", std::move(name), "/home/u/.ssh/vscode/vscode", {}, {}};
  settings.proxy_command = make_proxy_command("/usr/bin/cloudx-proxy");
  settings.proxy_command.set_option("--profile", "dev");
  return settings;
}

HostSettings host(std::string name, std::string id, std::string env = "dev") {
  return {"cloudx", std::move(env), std::move(name), std::move(id), {}, {}, {}, {}};
}

std::string with_all(std::string_view before, const HostSettings& wanted) {
  sshconfig::Document document = sshconfig::parse(before);
  add_generic(document, kGeneric, kStamp);
  add_environment(document, environment(wanted.environment), kStamp);
  put_host(document, wanted, kStamp);
  const std::string after = sshconfig::render(document);
  sshconfig::Document again = sshconfig::parse(after);
  EXPECT_FALSE(add_generic(again, kGeneric, kStamp));
  EXPECT_FALSE(add_environment(again, environment(wanted.environment), kStamp));
  EXPECT_FALSE(put_host(again, wanted, kStamp));
  EXPECT_EQ(sshconfig::render(again), after);
  return after;
}

std::string value(std::string_view text, std::string_view alias, std::string_view keyword) {
  return sshconfig::resolve(sshconfig::parse(text), alias).value(keyword).value_or("-");
}

constexpr std::string_view kThree = R"(# Created by cloudx-proxy v1.0.0 on 2026-01-31 12:00:00
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
    ProxyCommand /usr/bin/cloudx-proxy connect %h %p --profile dev

# Created by cloudx-proxy v1.0.0 on 2026-01-31 12:00:00
# Configuration type: host
Host cloudx-dev-web
    HostName i-1
)";

TEST(TierEdit, EmptyFileGetsThreeTiersAndTheSameAgainChangesNothing) {
  EXPECT_EQ(with_all("", host("web", "i-1")), kThree);
}

TEST(TierEdit, SecondHostComesBehindTheFirst) {
  const std::string after = with_all(kThree, host("db", "i-2"));
  EXPECT_TRUE(after.starts_with(kThree));
  EXPECT_EQ(value(after, "cloudx-dev-db", "HostName"), "i-2");
  EXPECT_EQ(value(after, "cloudx-dev-db", "User"), "ec2-user");
}

TEST(TierEdit, NewInstanceOfAHostIsChangedInPlace) {
  const std::string after = with_all(kThree, host("web", "i-9"));
  EXPECT_EQ(after, std::string(kThree).replace(kThree.find("i-1"), 3, "i-9"));
}

TEST(TierEdit, NameThatBeginsLikeAnotherIsAnotherHost) {
  const std::string two = with_all(kThree, host("web-old", "i-2"));
  const std::string after = with_all(two, host("web", "i-3"));
  EXPECT_EQ(value(after, "cloudx-dev-web", "HostName"), "i-3");
  EXPECT_EQ(value(after, "cloudx-dev-web-old", "HostName"), "i-2");
}

TEST(TierEdit, HostWithSettingsOfItsOwnStandsBeforeItsTiers) {
  HostSettings wanted = host("web", "i-1");
  wanted.user = "ubuntu";
  wanted.identity_file = "/k/50%";
  const std::string after = with_all(kThree, wanted);
  EXPECT_EQ(value(after, "cloudx-dev-web", "User"), "ubuntu");
  EXPECT_EQ(value(after, "cloudx-dev-web", "IdentityFile"), "/k/50%%");
  EXPECT_EQ(value(after, "cloudx-dev-web", "TCPKeepAlive"), "yes");
  EXPECT_EQ(value(after, "cloudx-dev-db", "User"), "ec2-user");
  EXPECT_EQ(value(with_all("", wanted), "cloudx-dev-web", "User"), "ubuntu");
}

TEST(TierEdit, GenericTierIsAddedBeforeTiersButBehindOverrides) {
  sshconfig::Document document = sshconfig::parse(
      "Host cloudx-dev-a\n User u\nHost cloudx-dev-*\n ProxyCommand x\nHost cloudx-dev-b\n");
  ASSERT_TRUE(add_generic(document, kGeneric, kStamp));
  EXPECT_EQ(document.blocks[1].patterns().front(), "cloudx-*");
  EXPECT_EQ(value(sshconfig::render(document), "cloudx-dev-a", "User"), "u");
}

TEST(TierEdit, SomebodysBlocksForEveryHostComeBehind) {
  const std::string after =
      with_all("Host bastion\n  User me\n\nHost *\n  User other\n", host("web", "i-1"));
  EXPECT_TRUE(after.starts_with("Host bastion\n  User me\n"));
  EXPECT_TRUE(after.ends_with("\nHost *\n  User other\n"));
  EXPECT_EQ(value(after, "cloudx-dev-web", "User"), "ec2-user");
  EXPECT_EQ(value(after, "x", "User"), "other");
}

TEST(TierEdit, HostThatSharesItsLineGetsABlockOfItsOwn) {
  const std::string after =
      with_all("Host cloudx-dev-web w1\n  HostName i-1\n", host("web", "i-2"));
  EXPECT_EQ(value(after, "cloudx-dev-web", "HostName"), "i-2");
  EXPECT_EQ(value(after, "w1", "HostName"), "i-1");
}

TEST(TierEdit, EnvironmentWithDashIsNotThatOfItsFirstWord) {
  const std::string one = with_all("", host("web", "i-1", "my"));
  const std::string after = with_all(one, host("web", "i-2", "my-env"));
  EXPECT_EQ(value(after, "cloudx-my-web", "HostName"), "i-1");
  EXPECT_EQ(value(after, "cloudx-my-env-web", "HostName"), "i-2");
}

TEST(TierEdit, NewlinesOfTheFileAreKept) {
  const std::string after = with_all("# mine\r\n", host("web", "i-1"));
  EXPECT_EQ(std::ranges::count(after, '\n'), std::ranges::count(after, '\r'));
}

TEST(TierEdit, WindowsGetsConnectionSharingAsComments) {
  sshconfig::Document document;
  GenericSettings settings = kGeneric;
  settings.windows = true;
  add_generic(document, settings, kStamp);
  EXPECT_NE(sshconfig::render(document).find("    # ControlMaster auto\n    # ControlPath "),
            std::string::npos);
  add_environment(document, environment(), kStamp);
  sshconfig::Document again = sshconfig::parse(sshconfig::render(document));
  EXPECT_FALSE(add_generic(again, settings, kStamp));
  EXPECT_EQ(again.blocks[0].body.size(), 6U);
}

TEST(TierEdit, EnvironmentIsComparedByWhatItConnectsWith) {
  sshconfig::Document document = sshconfig::parse(kThree);
  EnvironmentSettings wanted = environment();
  wanted.identity_file = "~/.ssh/vscode/vscode";
  wanted.proxy_command.program = "/elsewhere/cloudX-proxy";
  EXPECT_EQ(compare_environment(document, wanted, "/home/u").compatibility,
            Compatibility::compatible);
  wanted.identity_agent = "~/agent";
  wanted.proxy_command.set_option("--profile", "other");
  const Comparison different = compare_environment(document, wanted, "/home/u");
  EXPECT_EQ(different.compatibility, Compatibility::different);
  EXPECT_EQ(different.differences.size(), 2U);
  wanted.environment = "prod";
  EXPECT_EQ(compare_environment(document, wanted, "/home/u").compatibility, Compatibility::absent);
}

TEST(TierEdit, OverriddenEnvironmentKeepsItsPlaceAndWhatTheUserAdded) {
  sshconfig::Document document = sshconfig::parse(
      "Host cloudx-dev-*\n  # ours\n  ForwardAgent yes\n  IdentityFile /old # key\n"
      "  IdentityAgent x\n  ProxyJump y\nHost cloudx-dev-a\n");
  ASSERT_TRUE(override_environment(document, environment(), kStamp));
  EXPECT_EQ(
      sshconfig::render(document),
      "Host cloudx-dev-*\n  # ours\n  ForwardAgent yes\n"
      "  IdentityFile /home/u/.ssh/vscode/vscode # key\n"
      "  ProxyCommand /usr/bin/cloudx-proxy connect %h %p --profile dev\nHost cloudx-dev-a\n");
  EXPECT_FALSE(override_environment(document, environment(), kStamp));
}

TEST(TierEdit, EditedGenericTierGetsNoSecondOneBesideIt) {
  for (const char* line : {"Host cloudx-* bastion", "Host cloudX-* cloudx-*", "Host cloudx*"}) {
    const std::string before = std::string(line) + "\n  User me\n";
    const std::string after = with_all(before, host("web", "i-1"));
    EXPECT_TRUE(after.starts_with(before)) << after;
    EXPECT_FALSE(after.contains("Configuration type: generic")) << after;
    EXPECT_EQ(value(after, "cloudx-dev-web", "User"), "me");
    EXPECT_NE(value(after, "cloudx-dev-web", "ProxyCommand"), "-");
  }
}

TEST(TierEdit, OverrideOfATierWithMorePatternsConcernsItsEnvironmentAlone) {
  sshconfig::Document document =
      sshconfig::parse("Host cloudx-dev-* cloudx-qa-*\n  ProxyCommand nc\n");
  EXPECT_TRUE(override_environment(document, environment(), kStamp));
  const std::string after = sshconfig::render(document);
  EXPECT_TRUE(value(after, "cloudx-dev-x", "ProxyCommand").starts_with("/usr/bin/cloudx-proxy"));
  EXPECT_EQ(value(after, "cloudx-qa-x", "ProxyCommand"), "nc");
  EXPECT_FALSE(override_environment(document, environment(), kStamp));
  EXPECT_EQ(sshconfig::render(document), after);
}

}  // namespace
}  // namespace cloudx::hosts
