#include "instances/selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "instances/ssh_hosts.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::instances {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const HostLookup kNoHosts = [](std::string_view) { return std::nullopt; };

aws::InstanceFilter filter_of(std::string_view text) {
  const auto selection = select(text, kNoHosts);
  EXPECT_TRUE(selection) << text;
  EXPECT_EQ(selection->instance_id, "");
  return selection->filters.at(0);
}

TEST(Selection, IdIsTakenInEitherLengthAndCase) {
  EXPECT_EQ(select("i-0123ABCD", kNoHosts)->instance_id, "i-0123abcd");
  EXPECT_EQ(select(" i-0123456789abcdef0\n", kNoHosts)->instance_id, "i-0123456789abcdef0");
  EXPECT_EQ(select("mi-0123456789abcdef0", kNoHosts)->instance_id, "mi-0123456789abcdef0");
}

TEST(Selection, WhatOnlyLooksLikeAnIdIsAName) {
  for (const char* text : {"i-0123", "i-0123456789abcdefg", "mi-0123abcd", "I-0123abcd"}) {
    EXPECT_EQ(filter_of(text).name, "tag:Name") << text;
  }
}

TEST(Selection, NameIsTakenLiterallyAndMayHaveMoreBehindABar) {
  EXPECT_THAT(filter_of("web*?\\1").values, ElementsAre("web\\*\\?\\\\1", "web\\*\\?\\\\1 | *"));
}

TEST(Selection, TagAndAddressAreFilters) {
  EXPECT_EQ(filter_of("team=a=b").name, "tag:team");
  EXPECT_THAT(filter_of("team=a=b").values, ElementsAre("a=b"));
  EXPECT_THAT(filter_of("team=a*").values, ElementsAre("a\\*"));
  EXPECT_EQ(filter_of("=x").name, "tag:Name");
  EXPECT_EQ(filter_of("10.0.0.5").name, "private-ip-address");
  EXPECT_EQ(filter_of("10.0.0.500").name, "tag:Name");
}

TEST(SelectAll, WildcardsAreThoseOfEc2) {
  const auto filter = [](std::string_view text) {
    return select_all(text, kNoHosts)->filters.at(0);
  };
  EXPECT_THAT(filter("web-*").values, ElementsAre("web-*", "web-* | *"));
  EXPECT_EQ(filter("role=web?").name, "tag:role");
  EXPECT_THAT(filter("role=web?").values, ElementsAre("web?"));
  EXPECT_EQ(filter("tag:role=web").name, "tag:role");
  EXPECT_THAT(filter("tag:role=web").values, ElementsAre("web"));
  EXPECT_EQ(filter("tag:role").name, "tag:Name");
}

TEST(SelectAll, OneIsWhatSelectHas) {
  EXPECT_EQ(select_all("i-0123ABCD", kNoHosts)->instance_id, "i-0123abcd");
  EXPECT_EQ(select_all("", kNoHosts).error().kind, Errc::usage);
}

TEST(Selection, NothingIsWrongUsage) {
  EXPECT_EQ(select("  ", kNoHosts).error().kind, Errc::usage);
}

TEST(Selection, NameThatIsNoHostIsSaidBeforeWhatAwsSays) {
  const Error denied = fail(Errc::credentials, "no credentials").error();
  const auto told = [&](std::string_view text, const Error& error) {
    return explained(*select(text, kNoHosts), "/nowhere/config", error).message;
  };
  EXPECT_THAT(told("web", denied), HasSubstr("\"web\" is no host that is configured"));
  EXPECT_THAT(told("web", denied), HasSubstr("/nowhere/config"));
  EXPECT_THAT(told("web", denied), HasSubstr("no credentials"));
  EXPECT_EQ(told("i-0123abcd", denied), "no credentials");
  EXPECT_EQ(told("team=core", denied), "no credentials");
  EXPECT_EQ(told("web", fail(Errc::usage, "two of them").error()), "two of them");
}

class SshHostsTest : public ::testing::Test {
 protected:
  Result<Selection> selected(std::string_view text) const { return select(text, hosts_in(file_)); }

  const test::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.write("config", R"(
Host cloudx-*
  User ec2-user
Host cloudx-dev-*
  ProxyCommand uvx cloudx-proxy connect %h %p --profile dev --region us-east-1 --aws-env work
Host cloudx-dev-web
  HostName i-0123456789abcdef0
Host cloudx-dev-plain
  HostName example.com
)");
};

TEST_F(SshHostsTest, ConfiguredHostGivesIdAndAccount) {
  const auto selection = selected("cloudx-dev-web");
  ASSERT_TRUE(selection);
  EXPECT_EQ(selection->instance_id, "i-0123456789abcdef0");
  const auto account = account_of(*selection, {});
  EXPECT_EQ(account.profile, "dev");
  EXPECT_EQ(account.region, "us-east-1");
  EXPECT_EQ(account.aws_env, "work");
}

TEST_F(SshHostsTest, CommandLineWins) {
  const auto account = account_of(*selected("cloudx-dev-web"),
                                  {.profile = "mine", .region = "eu-west-1", .aws_env = {}});
  EXPECT_EQ(account.profile, "mine");
  EXPECT_EQ(account.region, "eu-west-1");
  EXPECT_FALSE(account.aws_env);
}

TEST_F(SshHostsTest, HostWithoutAnInstanceIdIsWrongUsage) {
  const auto selection = selected("cloudx-dev-plain");
  ASSERT_FALSE(selection);
  EXPECT_EQ(selection.error().kind, Errc::usage);
  EXPECT_THAT(selection.error().message, HasSubstr("cloudx-dev-plain"));
}

TEST_F(SshHostsTest, OtherNamesAndMissingFilesAreNotHosts) {
  EXPECT_EQ(selected("cloudx-dev-other")->filters.at(0).name, "tag:Name");
  EXPECT_FALSE(hosts_in(folder_.path() / "none")("cloudx-dev-web"));
}

TEST(SelectTarget, ContainerIsOneOnlyWhereTheyArePossible) {
  const auto no_host = [](std::string_view) { return std::nullopt; };
  const auto selection = select_target(" ecs:prod/0a/web ", no_host);
  ASSERT_TRUE(selection) << selection.error().message;
  EXPECT_EQ(selection->container, (EcsTarget{.cluster = "prod", .task = "0a", .container = "web"}));
  EXPECT_EQ(selection->what, "ecs:prod/0a/web");
  EXPECT_TRUE(selection->filters.empty());
  EXPECT_FALSE(select("ecs:prod/0a/web", no_host)->container);
  EXPECT_EQ(select_target("team=core", no_host)->filters.at(0).name, "tag:team");
}

}  // namespace
}  // namespace cloudx::instances
