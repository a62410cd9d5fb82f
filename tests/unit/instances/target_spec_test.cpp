#include "instances/target_spec.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::instances {
namespace {

using ::testing::HasSubstr;

const std::string kId = "i-0123456789abcdef0";

const ConfiguredHost kWeb = {.alias = "cloudx-dev-web",
                             .instance_id = "i-0123456789ABCDEF0",
                             .profile = "dev",
                             .region = {},
                             .aws_env = {}};

std::optional<ConfiguredHost> host_of(std::string_view alias) {
  if (alias == kWeb.alias) return kWeb;
  if (alias == "plain") return ConfiguredHost{"plain", "example.com", {}, {}, {}};
  return std::nullopt;
}

TargetSpec target(std::string_view text) {
  const auto parsed = parse_target_spec(text, host_of);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return parsed.value_or(TargetSpec());
}

std::string error_of(std::string_view text) {
  const auto parsed = parse_target_spec(text, host_of);
  EXPECT_FALSE(parsed) << text;
  if (parsed) return {};
  EXPECT_EQ(parsed.error().kind, Errc::usage);
  return parsed.error().message;
}

TEST(TargetSpec, NodesAreTakenByTheirId) {
  EXPECT_EQ(target(" I-0123ABCD "), TargetSpec(NameTarget{"I-0123ABCD"}));
  EXPECT_EQ(target("i-0123ABCD\n"), TargetSpec(NodeTarget{"i-0123abcd"}));
  EXPECT_EQ(target(kId), TargetSpec(NodeTarget{kId}));
  EXPECT_EQ(target("mi-0123456789abcdef0"), TargetSpec(NodeTarget{"mi-0123456789abcdef0"}));
}

TEST(TargetSpec, ConfiguredHostGivesItsNode) {
  EXPECT_EQ(target("cloudx-dev-web"), TargetSpec(HostTarget{.id = kId, .host = kWeb}));
  EXPECT_THAT(error_of("plain"), HasSubstr("the ssh host plain has no instance id"));
}

TEST(TargetSpec, AddressTagAndNameAreToldApart) {
  EXPECT_EQ(target("10.0.0.5"), TargetSpec(AddressTarget{"10.0.0.5"}));
  EXPECT_EQ(target("team=a=b"), TargetSpec(TagTarget{"team", "a=b"}));
  EXPECT_EQ(target("team="), TargetSpec(TagTarget{"team", ""}));
  EXPECT_EQ(target("=x"), TargetSpec(NameTarget{"=x"}));
  EXPECT_EQ(target("web server"), TargetSpec(NameTarget{"web server"}));
  EXPECT_EQ(target("fd00::1"), TargetSpec(NameTarget{"fd00::1"}));
  EXPECT_THAT(error_of(" "), HasSubstr("no instance was named"));
}

TEST(TargetSpec, ContainerIsNamedByClusterAndTask) {
  const std::string task = "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(target("ecs:prod/" + task), TargetSpec(EcsTarget{"prod", task, ""}));
  EXPECT_EQ(target(" ecs:my_cluster-1/" + task + "/side-car "),
            TargetSpec(EcsTarget{"my_cluster-1", task, "side-car"}));
  EXPECT_EQ(target("ecs:c/01234567-89ab-cdef-0123-456789abcdef/app"),
            TargetSpec(EcsTarget{"c", "01234567-89ab-cdef-0123-456789abcdef", "app"}));
}

TEST(TargetSpec, OtherTextsBehindEcsAreWrongUsage) {
  for (const std::string text :
       {"ecs:", "ecs:prod", "ecs:/abc", "ecs:prod/", "ecs:prod/abc/", "ecs:prod/abc/app/x",
        "ecs:prod/notes", "ecs:prod/abc/a b", "ecs:a.b/abc",
        "ecs:prod_0123456789abcdef0123456789abcdef_0123456789abcdef0123456789abcdef-1234567890"}) {
    EXPECT_THAT(error_of(text), HasSubstr("expected ecs:CLUSTER/TASK")) << text;
  }
  EXPECT_THAT(error_of("ecs:" + std::string(256, 'a') + "/abc"), HasSubstr("not a container"));
}

TEST(TargetSpec, InstanceMayHaveTheNameOfAContainer) {
  EXPECT_EQ(parse_instance_spec("ecs:prod/abc", host_of), InstanceSpec(NameTarget{"ecs:prod/abc"}));
}

}  // namespace
}  // namespace cloudx::instances
