#include "aws/api/ecs.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "unit/aws/api/fake_http.hpp"

namespace cloudx::aws {
namespace {

using testing::run;
using testing::TestBench;

const ExecuteCommandRequest kCommand{
    .cluster = "prod", .task = "0a", .container = "web", .command = "/bin/sh"};

TestBench bench_with(std::string body) {
  return TestBench(
      [body = std::move(body)](const HttpRequest&) { return testing::answer(200, body); });
}

// The members are those of botocore's service model.
TEST(Ecs, ExecuteCommandIsInteractiveAndGivesATicket) {
  TestBench bench = bench_with(
      R"({"clusterArn":"c","interactive":true,"session":{"sessionId":"ecs-execute-command-0a",
          "streamUrl":"wss://x/","tokenValue":"t"},"taskArn":"a"})");
  const auto ticket = run(Ecs(bench.client, bench.signer).execute_command(kCommand, {}));
  ASSERT_TRUE(ticket) << ticket.error().message;
  EXPECT_EQ(ticket->session_id, "ecs-execute-command-0a");
  EXPECT_EQ(ticket->token.reveal(), "t");
  EXPECT_EQ(ticket->stream_url, "wss://x/");
  ASSERT_EQ(bench.http.sent.size(), 1U);
  const HttpRequest& request = bench.http.sent.front();
  EXPECT_EQ(find_header(request.headers, "x-amz-target"),
            "AmazonEC2ContainerServiceV20141113.ExecuteCommand");
  EXPECT_EQ(find_header(request.headers, "content-type"), "application/x-amz-json-1.1");
  EXPECT_EQ(boost::json::parse(request.body),
            boost::json::parse(R"({"cluster":"prod","task":"0a","container":"web",
                                   "command":"/bin/sh","interactive":true})"));
}

TEST(Ecs, ExecuteCommandWithoutASessionIsNoAnswer) {
  for (const char* body : {"{}", R"({"session":7})", R"({"session":{"sessionId":"s"}})"}) {
    TestBench bench = bench_with(body);
    const auto ticket = run(Ecs(bench.client, bench.signer).execute_command(kCommand, {}));
    ASSERT_FALSE(ticket) << body;
    EXPECT_EQ(ticket.error().kind, Errc::protocol) << body;
  }
}

TEST(Ecs, ExecuteCommandIsNotRepeatedAfterATimeout) {
  TestBench bench([](const HttpRequest&) { return fail(Errc::timeout, "no answer"); });
  EXPECT_FALSE(run(Ecs(bench.client, bench.signer).execute_command(kCommand, {})));
  EXPECT_EQ(bench.http.sent.size(), 1U);
}

TEST(Ecs, ManagedAgentsOfOtherNamesAreNotTheOneForSessions) {
  TestBench bench = bench_with(
      R"({"tasks":[{"containers":[{"name":"a","managedAgents":[
          {"name":"Other","lastStatus":"STOPPED"}]}, 7,
          {"name":"b","managedAgents":[{"name":"ExecuteCommandAgent","lastStatus":"STOPPED",
          "reason":"why"}]}]}]})");
  const auto task = run(Ecs(bench.client, bench.signer).describe_task("prod", "0a", {}));
  ASSERT_TRUE(task && *task);
  ASSERT_EQ((*task)->containers.size(), 2U);
  EXPECT_EQ((*task)->containers[0].agent_status, "");
  EXPECT_EQ((*task)->containers[1].agent_status, "STOPPED");
  EXPECT_EQ((*task)->containers[1].agent_reason, "why");
  EXPECT_FALSE((*task)->execute_command);
}

}  // namespace
}  // namespace cloudx::aws
