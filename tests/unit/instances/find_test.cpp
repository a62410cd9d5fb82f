#include "instances/find.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/aws/api/fake_http.hpp"

namespace cloudx::instances {
namespace {

using aws::testing::answer;
using aws::testing::run;
using ::testing::AllOf;
using ::testing::HasSubstr;

HttpResponse instances(const std::vector<std::string>& ids) {
  std::string items;
  for (const std::string& id : ids) {
    items += fmt::format(
        "<item><instancesSet><item><instanceId>{}</instanceId><instanceState><code>16</code>"
        "<name>running</name></instanceState><tagSet><item><key>Name</key><value>web</value>"
        "</item></tagSet></item></instancesSet></item>",
        id);
  }
  return answer(200, fmt::format("<DescribeInstancesResponse><reservationSet>{}</reservationSet>"
                                 "</DescribeInstancesResponse>",
                                 items));
}

Result<std::string> find(const std::string& text, const Result<HttpResponse>& reply) {
  aws::testing::TestBench bench([reply](const HttpRequest&) { return reply; });
  aws::Ec2 ec2(bench.client, bench.signer);
  auto selection = select(text, [](std::string_view) { return std::nullopt; });
  return run(find_instance(ec2, std::move(*selection), {"eu-west-1", "dev"}, {}));
}

TEST(FindInstance, TheOnlyOneIsTaken) {
  EXPECT_EQ(find("web", instances({"i-1"})), "i-1");
}

TEST(FindInstance, IdIsNotAskedFor) {
  EXPECT_EQ(find("i-0123abcd", fail(Errc::connect, "no network")), "i-0123abcd");
}

TEST(FindInstance, NoneSaysWhatWasLookedForAndWhere) {
  const auto found = find("team=core", instances({}));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, Errc::not_found);
  EXPECT_EQ(found.error().message,
            "there is no instance with the tag team=core in eu-west-1 (profile dev)");
}

TEST(FindInstance, SeveralAreListed) {
  const auto found = find("web", instances({"i-2", "i-1"}));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, Errc::usage);
  EXPECT_THAT(found.error().message,
              AllOf(HasSubstr("2 instances"), HasSubstr("\n  i-1  web  running\n  i-2  web")));
}

TEST(FindInstance, LongListIsCut) {
  const auto found = find("web", instances(std::vector<std::string>(30, "i-1")));
  EXPECT_THAT(found.error().message, HasSubstr("and 10 more"));
}

TEST(FindInstance, MissingPermissionIsNamed) {
  const auto found =
      find("web", answer(403,
                         "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no"
                         "</Message></Error></Errors></Response>"));
  EXPECT_THAT(found.error().message, HasSubstr("ec2:DescribeInstances"));
}

}  // namespace
}  // namespace cloudx::instances
