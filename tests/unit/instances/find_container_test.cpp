#include "instances/find_container.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/aws/api/fake_http.hpp"

namespace cloudx::instances {
namespace {

using aws::testing::answer;
using aws::testing::json_error;
using aws::testing::run;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kTask =
    R"({"tasks":[{"clusterArn":"arn:aws:ecs:us-east-1:1:cluster/prod","enableExecuteCommand":true,
       "taskArn":"arn:aws:ecs:us-east-1:1:task/prod/0a","lastStatus":"RUNNING","containers":[
       {"name":"web","runtimeId":"0a-1","lastStatus":"RUNNING","managedAgents":
       [{"name":"ExecuteCommandAgent","lastStatus":"RUNNING"}]}]}],"failures":[]})";

struct Found {
  Result<FoundContainer> result;
  std::vector<HttpRequest> sent;
};

Found find(const Result<HttpResponse>& reply) {
  aws::testing::TestBench bench([reply](const HttpRequest&) { return reply; });
  aws::Ecs ecs(bench.client, bench.signer);
  const EcsTarget wanted{.cluster = "prod", .task = "0a", .container = {}};
  auto result = run(find_container(ecs, wanted, {"us-east-1", "dev"}, {}));
  return {std::move(result), bench.http.sent};
}

TEST(FindContainer, OneCallOfDescribeTasksFindsIt) {
  const Found found = find(answer(200, kTask));
  ASSERT_TRUE(found.result) << found.result.error().message;
  EXPECT_EQ(found.result->id.text(), "ecs:prod_0a_0a-1");
  EXPECT_EQ(describe(found.result->named), "ecs:prod/0a/web");
  ASSERT_EQ(found.sent.size(), 1U);
  const HttpRequest& request = found.sent.front();
  EXPECT_EQ(find_header(request.headers, "x-amz-target"),
            "AmazonEC2ContainerServiceV20141113.DescribeTasks");
  EXPECT_EQ(request.url.host, "ecs.us-east-1.amazonaws.com");
  EXPECT_EQ(boost::json::parse(request.body),
            boost::json::parse(R"({"cluster":"prod","tasks":["0a"]})"));
}

TEST(FindContainer, ClusterThatDoesNotExistIsTold) {
  const auto found = find(json_error(400, "ClusterNotFoundException")).result;
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, Errc::not_found);
  EXPECT_EQ(found.error().message, "ECS has no cluster prod in us-east-1 (profile dev)");
}

TEST(FindContainer, TaskThatDoesNotExistIsTold) {
  const auto found =
      find(answer(200, R"({"tasks":[],"failures":[{"arn":"0a","reason":"MISSING"}]})")).result;
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, Errc::not_found);
  EXPECT_THAT(found.error().message, AllOf(HasSubstr("no task 0a"), HasSubstr("cluster prod")));
}

TEST(FindContainer, DenialNamesThePermission) {
  const auto found = find(json_error(400, "AccessDeniedException")).result;
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, AllOf(HasSubstr("ecs:prod/0a"), HasSubstr("ecs:DescribeTasks"),
                                           HasSubstr("AccessDeniedException")));
}

TEST(FindContainer, TaskThatTakesNoSessionIsNamedWithItsPlace) {
  std::string stopped = kTask;
  stopped.replace(stopped.find("RUNNING"), 7, "STOPPED");
  const auto found = find(answer(200, stopped)).result;
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message,
              AllOf(HasSubstr("no session with ecs:prod/0a in us-east-1"), HasSubstr("STOPPED")));
}

TEST(FindContainer, AnswerOfAnotherFormIsNoTask) {
  for (const char* body : {"{}", R"({"tasks":7})", R"({"tasks":[7]})"}) {
    EXPECT_EQ(find(answer(200, body)).result.error().kind, Errc::not_found) << body;
  }
  EXPECT_FALSE(find(answer(200, R"({"tasks":[{"lastStatus":"RUNNING"}]})")).result);
}

}  // namespace
}  // namespace cloudx::instances
