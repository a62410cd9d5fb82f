#include "instances/container.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::instances {
namespace {

using testing::AllOf;
using testing::HasSubstr;

aws::EcsContainer container(std::string name, std::string runtime) {
  return {.name = std::move(name),
          .runtime_id = std::move(runtime),
          .last_status = "RUNNING",
          .agent_status = "RUNNING",
          .agent_reason = {}};
}

aws::EcsTask task() {
  return {.cluster_arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/prod_1",
          .task_arn = "arn:aws:ecs:eu-west-1:123456789012:task/prod_1/0a",
          .last_status = "RUNNING",
          .stopped_reason = {},
          .execute_command = true,
          .containers = {container("web", "0a-1")}};
}

EcsTarget named(std::string name) {
  return {.cluster = "prod_1", .task = "0a", .container = std::move(name)};
}

TEST(Container, IdHasClusterTaskAndRuntimeOfTheArns) {
  const auto found = choose_container(task(), named("web"));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->id.text(), "ecs:prod_1_0a_0a-1");
}

TEST(Container, OnlyOneNeedsNoName) {
  const auto found = choose_container(task(), named(""));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->named, named("web"));
}

TEST(Container, SeveralAreListedAndOneIsTakenByItsName) {
  aws::EcsTask two = task();
  two.containers.push_back(container("agent", "0a-2"));
  const auto found = choose_container(two, named(""));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, Errc::usage);
  EXPECT_EQ(found.error().message, "ecs:prod_1/0a has 2 containers: name one of them (agent, web)");
  EXPECT_EQ(choose_container(two, named("agent"))->id.runtime, "0a-2");
  const auto other = choose_container(two, named("db"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, Errc::not_found);
  EXPECT_EQ(other.error().message, "the task has no container db, but agent, web");
}

TEST(Container, TaskThatDoesNotRunSaysWhy) {
  aws::EcsTask stopped = task();
  stopped.last_status = "STOPPED";
  stopped.stopped_reason = "Scaling activity";
  EXPECT_THAT(choose_container(stopped, named("web")).error().message,
              HasSubstr("STOPPED (Scaling activity)"));
}

TEST(Container, TaskWithoutEcsExecSaysHowOthersGetIt) {
  aws::EcsTask without = task();
  without.execute_command = false;
  const auto found = choose_container(without, named("web"));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, Errc::closed);
  EXPECT_THAT(found.error().message,
              AllOf(HasSubstr("ECS Exec"), HasSubstr("--enable-execute-command")));
}

TEST(Container, ContainerOrAgentThatDoesNotRunIsTold) {
  aws::EcsTask pending = task();
  pending.containers[0].last_status = "PENDING";
  EXPECT_THAT(choose_container(pending, named("")).error().message, HasSubstr("web does not run"));
  aws::EcsTask early = task();
  early.containers[0].runtime_id.clear();
  EXPECT_THAT(choose_container(early, named("")).error().message, HasSubstr("web does not run"));
  aws::EcsTask deaf = task();
  deaf.containers[0].agent_status = "STOPPED";
  deaf.containers[0].agent_reason = "gone";
  EXPECT_THAT(choose_container(deaf, named("")).error().message, HasSubstr("stopped (gone)"));
}

TEST(Container, AgentThatNobodySpeaksOfIsNoObstacle) {
  aws::EcsTask silent = task();
  silent.containers[0].agent_status.clear();
  EXPECT_TRUE(choose_container(silent, named("")));
}

TEST(ContainerId, IsReadFromItsEndSinceClustersMayHaveUnderscores) {
  const auto id = parse_container_id("ecs:a_b_0a_0a-1");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->cluster, "a_b");
  EXPECT_EQ(id->task, "0a");
  EXPECT_EQ(id->runtime, "0a-1");
  EXPECT_EQ(id->text(), "ecs:a_b_0a_0a-1");
}

TEST(ContainerId, OtherTextsAreNone) {
  for (const char* text : {"", "i-0123456789abcdef0", "ecs:", "ecs:a", "ecs:a_b", "ecs:_b_c",
                           "ecs:a__c", "ecs:a_b_", "ecs:_c", "ecs:__"}) {
    EXPECT_FALSE(parse_container_id(text)) << text;
  }
}

}  // namespace
}  // namespace cloudx::instances
