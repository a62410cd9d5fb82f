#include "hosts/tiers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::hosts {
namespace {

using testing::UnorderedElementsAre;

Tiers tiers_of(std::string_view text) {
  const sshconfig::Document document = sshconfig::parse(text);
  return find_tiers(document, find_prefixes(document));
}

TEST(Tiers, HostsKnowEnvironmentIdCommentAndCommand) {
  const Tiers tiers = tiers_of(
      "Host cloudx-*\n User ec2-user\nHost cloudx-dev-*\n ProxyCommand uvx cloudx-proxy connect %h "
      "%p\n"
      "Host cloudx-dev-web # t3.small\n HostName i-1\nHost cloudx-dev-db\n HostName i-2\n"
      " ProxyCommand nc\nHost other\n");
  ASSERT_EQ(tiers.hosts.size(), 2U);
  EXPECT_EQ(tiers.hosts[0].environment, "dev");
  EXPECT_EQ(tiers.hosts[0].name, "web");
  EXPECT_EQ(tiers.hosts[0].instance_id, "i-1");
  EXPECT_EQ(tiers.hosts[0].comment, "t3.small");
  EXPECT_EQ(tiers.hosts[0].proxy_command, "uvx cloudx-proxy connect %h %p");
  // The environment's tier stands before it: ssh takes that one.
  EXPECT_EQ(tiers.hosts[1].proxy_command, "uvx cloudx-proxy connect %h %p");
  ASSERT_NE(tiers.find_generic("cloudx"), nullptr);
  EXPECT_EQ(tiers.find_environment("cloudx", "dev")->block, 1U);
}

TEST(Tiers, EnvironmentNamesMayHoldDashes) {
  const Tiers tiers = tiers_of(
      "Host cloudx-my-env-*\nHost cloudx-my-*\nHost cloudx-my-env-web\nHost cloudx-my-other-web\n"
      "Host cloudx-new-a-b\nHost cloudx-alone\n");
  ASSERT_EQ(tiers.hosts.size(), 4U);
  EXPECT_EQ(tiers.hosts[0].environment, "my-env");
  EXPECT_EQ(tiers.hosts[1].environment, "my");
  EXPECT_EQ(tiers.hosts[1].name, "other-web");
  EXPECT_EQ(tiers.hosts[2].environment, "new");
  EXPECT_EQ(tiers.hosts[2].name, "a-b");
  EXPECT_EQ(tiers.hosts[3].environment, "");
  EXPECT_EQ(tiers.hosts[3].name, "alone");
}

TEST(Tiers, OddButLegalLinesAreRead) {
  const Tiers tiers = tiers_of(
      "host=\"cloudX-dev-web\" second\r\n  hostname = \"i-1\"\r\nHost !cloudx-dev-no "
      "cloudx-dev-x?\r\n");
  ASSERT_EQ(tiers.hosts.size(), 1U);
  EXPECT_EQ(tiers.hosts[0].alias, "cloudX-dev-web");
  EXPECT_EQ(tiers.hosts[0].instance_id, "i-1");
}

TEST(Tiers, OwnPrefixIsFoundByItsTiers) {
  const sshconfig::Document document = sshconfig::parse(
      "Host team-x-*\n User u\nHost team-x-dev-*\n ProxyCommand cloudx-proxy connect %h %p\n"
      "Host team-x-dev-web\n HostName i-1\nHost lab-*\n User u\nHost lab-a\n ProxyCommand nc\n");
  EXPECT_THAT(find_prefixes(document), UnorderedElementsAre("cloudx", "cloudX", "team-x"));
  const Tiers tiers = find_tiers(document, find_prefixes(document));
  ASSERT_EQ(tiers.hosts.size(), 1U);
  EXPECT_EQ(tiers.hosts[0].environment, "dev");
}

TEST(Tiers, OfDuplicatesTheFirstCounts) {
  const Tiers tiers = tiers_of(
      "Host cloudx-dev-*\nHost cloudx-dev-a\n HostName i-1\nHost cloudx-dev-*\nHost cloudx-dev-a\n"
      " HostName i-2\n");
  ASSERT_EQ(tiers.hosts.size(), 1U);
  EXPECT_EQ(tiers.hosts[0].instance_id, "i-1");
  EXPECT_EQ(tiers.environments.size(), 1U);
}

TEST(Tiers, OursIsABlockWithOurPatternsOnly) {
  const sshconfig::Document document = sshconfig::parse(
      "Host cloudx-a !cloudx-b\nHost cloudx-a b\nMatch host cloudx-a\nHost mycloudx-a\n");
  const std::vector<std::string> prefixes{"cloudx"};
  EXPECT_TRUE(is_ours(document.blocks[0], prefixes));
  EXPECT_FALSE(is_ours(document.blocks[1], prefixes));
  EXPECT_FALSE(is_ours(document.blocks[2], prefixes));
  EXPECT_FALSE(is_ours(document.blocks[3], prefixes));
}

// As people edit them: more patterns on the line, or a wider one.
TEST(Tiers, EditedTiersAreStillTheTiers) {
  for (const char* line :
       {"Host cloudx-* bastion", "Host cloudX-* cloudx-*", "Host cloudx-* !cloudx-dev-db",
        "Host other cloudx*", "Host cloud?-*", "Host cloudx-*-*", "host=\"cloudx-*\" # ours"}) {
    const Tiers tiers = tiers_of(std::string("Host cloudx-dev-web\n") + line + "\n  User me\n");
    ASSERT_NE(tiers.find_generic("cloudx"), nullptr) << line;
    EXPECT_EQ(tiers.find_generic("cloudx")->block, 1U) << line;
    EXPECT_TRUE(tiers.environments.empty()) << line;
  }
  const Tiers both = tiers_of("Host cloudX-DTA-* cloudx-DTA-*\n");
  EXPECT_NE(both.find_environment("cloudx", "DTA"), nullptr);
  EXPECT_NE(both.find_environment("cloudX", "DTA"), nullptr);
}

TEST(Tiers, WhatIsAboutMoreOrLessThanThePrefixIsNoGenericTier) {
  for (const char* line : {"Host *", "Host *-*", "Host c*", "Host !cloudx-*", "Host cloudx-?",
                           "Host cloudx-*web", "Host cloudx", "Match host cloudx-*"}) {
    EXPECT_EQ(tiers_of(std::string(line) + "\n").find_generic("cloudx"), nullptr) << line;
  }
}

}  // namespace
}  // namespace cloudx::hosts
