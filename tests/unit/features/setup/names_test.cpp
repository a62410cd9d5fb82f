#include "features/setup/names.hpp"

#include <gtest/gtest.h>

namespace cloudx::setup {
namespace {

using Tags = std::map<std::string, std::string>;

TEST(Names, NameTagGivesBoth) {
  const Names names = names_from_tags({{"Name", "cloudX-dev-web-01 | alice"}});
  EXPECT_EQ(names.environment, "dev");
  EXPECT_EQ(names.host, "web-01");
  EXPECT_EQ(names_from_tags({{"Name", "  cloudx-qa-db"}}).environment, "qa");
}

TEST(Names, EnvironmentComesFromTheFirstTagThatHasOne) {
  Tags tags = {{"Environment", "c"}};
  EXPECT_EQ(names_from_tags(tags).environment, "c");
  tags["cloudx:environment"] = "b";
  EXPECT_EQ(names_from_tags(tags).environment, "b");
  tags["cloudX:environment"] = "a";
  EXPECT_EQ(names_from_tags(tags).environment, "a");
  tags["Name"] = "cloudX-Prod-web";
  EXPECT_EQ(names_from_tags(tags).environment, "Prod");
}

TEST(Names, AnyNameTagGivesAHostName) {
  const auto host = [](const char* name) { return names_from_tags({{"Name", name}}).host; };
  EXPECT_EQ(host("jenkins"), "jenkins");
  EXPECT_EQ(host("Build server (old)"), "Build-server-old");
  EXPECT_EQ(host("  web #1 / blue | alice"), "web-1-blue");
  EXPECT_EQ(host("db_01.eu"), "db_01.eu");
  EXPECT_EQ(host("a - b"), "a-b");
  EXPECT_EQ(host("cloudX-dev-my host*"), "my-host");
  EXPECT_EQ(host("cloudX-web"), "web");
  EXPECT_EQ(host("cloudX--web"), "web");
  EXPECT_EQ(host("xcloudX-dev-web"), "xcloudX-dev-web");
  EXPECT_EQ(host("b\xc3\xbcro"), "b-ro");
  EXPECT_EQ(host("a\nProxyCommand x"), "a-ProxyCommand-x");
  EXPECT_EQ(host((std::string(62, 'a') + " " + std::string(62, 'b')).c_str()),
            std::string(62, 'a'));
  for (const char* name : {"", " ", "***", "---", "..", " | alice", "\xc3\xbc"}) {
    EXPECT_EQ(host(name), "") << name;
  }
}

TEST(Names, OnlyOurFormOfNameTagGivesTheEnvironment) {
  for (const char* name : {"web", "cloudX-dev", "cloudX-dev-", "cloudX--web", "CLOUDX-dev-web",
                           "xcloudX-dev-web", "dev-web", ""}) {
    const Names names = names_from_tags({{"Name", name}});
    EXPECT_EQ(names.environment, "") << name;
    EXPECT_FALSE(names.ours) << name;
  }
  EXPECT_TRUE(names_from_tags({{"Name", "cloudX-dev-web"}}).ours);
}

TEST(Names, EnvironmentThatSshConfigCannotHoldCountsAsNothing) {
  EXPECT_EQ(names_from_tags({{"Name", "cloudX-a*-web"}, {"Environment", "a b"}}).environment, "");
  EXPECT_EQ(names_from_tags({{"Environment", "a\nProxyCommand x"}}).environment, "");
}

TEST(Names, ArnOfAUserGivesTheEnvironment) {
  const auto environment = [](const char* arn) { return name_from_arn(arn).environment; };
  EXPECT_EQ(environment("arn:aws:iam::123456789012:user/cloudX-dev-alice"), "dev");
  EXPECT_EQ(environment("arn:aws:iam::123456789012:user/team/a/cloudX-qa-bob"), "qa");
  EXPECT_EQ(environment("arn:aws-cn:iam::123456789012:user/cloudx-lab-bob-smith"), "lab");
  EXPECT_EQ(environment("arn:aws:iam::123456789012:user/cloudx-a-b/cloudX-c-d/x"), "c");
  EXPECT_EQ(environment("arn:aws:iam::123456789012:user/cloudX-alice"), "");
}

TEST(Names, OnlyAUserOfAnotherFormIsUnusual) {
  EXPECT_TRUE(name_from_arn("arn:aws:iam::123456789012:user/cloudX-alice").usual);
  EXPECT_FALSE(name_from_arn("arn:aws:iam::123456789012:user/alice").usual);
  EXPECT_TRUE(name_from_arn("arn:aws:sts::123456789012:assumed-role/admin/alice").usual);
  EXPECT_TRUE(name_from_arn("arn:aws:iam::123456789012:root").usual);
}

TEST(Names, GeneratedHostHasTheEndOfTheId) {
  EXPECT_EQ(generated_host("i-0123456789abcdef0"), "instance-abcdef0");
}

TEST(Names, CheckNamesTheProblem) {
  EXPECT_TRUE(check_name("host name", "my-big.web_01"));
  for (const char* bad : {"", "-a", "a b", "a*", "a\n", "!a", "ä", "a,b"}) {
    const auto checked = check_name("host name", bad);
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().kind, Errc::usage);
    EXPECT_TRUE(checked.error().message.contains("host name"));
  }
}

}  // namespace
}  // namespace cloudx::setup
