#include "session/far_end.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::session {
namespace {

using State = ssm::FarEnd::State;
using testing::HasSubstr;

Error denied() {
  Error error = fail(Errc::service, "not authorized").error();
  error.service_code = "AccessDeniedException";
  return error;
}

NodeObservation healthy() {
  NodeObservation seen;
  aws::Instance instance;
  instance.state = aws::InstanceState::running;
  instance.state_name = "running";
  seen.instances = std::vector{instance};
  seen.connected = true;
  seen.agents = std::vector<aws::InstanceInformation>(1);
  seen.agents->front().ping_status = "Online";
  return seen;
}

TEST(FarEnd, RunningWithAnAgentOnlineIsThere) {
  EXPECT_EQ(judge(healthy()).state, State::there);
}

TEST(FarEnd, InstanceThatDoesNotRunIsGoneWhateverItsAgentIsSaidToBe) {
  for (const auto& [state, name] : {std::pair(aws::InstanceState::stopped, "stopped"),
                                    std::pair(aws::InstanceState::stopping, "stopping"),
                                    std::pair(aws::InstanceState::pending, "pending"),
                                    std::pair(aws::InstanceState::shutting_down, "shutting-down"),
                                    std::pair(aws::InstanceState::terminated, "terminated")}) {
    NodeObservation seen = healthy();
    (*seen.instances)->front().state = state;
    (*seen.instances)->front().state_name = name;
    const auto found = judge(seen);
    EXPECT_EQ(found.state, State::gone);
    EXPECT_THAT(found.why.message, HasSubstr(name));
  }
}

TEST(FarEnd, InstanceThatIsNotKnownIsGone) {
  NodeObservation seen = healthy();
  (*seen.instances)->clear();
  EXPECT_EQ(judge(seen).state, State::gone);
  Error unknown = denied();
  unknown.service_code = "InvalidInstanceID.NotFound";
  seen.instances = Result<std::vector<aws::Instance>>(std::unexpected(unknown));
  EXPECT_EQ(judge(seen).state, State::gone);
}

TEST(FarEnd, AgentThatIsNotConnectedOrNotOnlineIsGone) {
  NodeObservation seen = healthy();
  seen.connected = false;
  EXPECT_EQ(judge(seen).state, State::gone);
  seen = healthy();
  seen.agents->front().ping_status = "ConnectionLost";
  EXPECT_THAT(judge(seen).why.message, HasSubstr("ConnectionLost"));
  EXPECT_EQ(judge(seen).state, State::gone);
  seen.agents->clear();
  seen.connected = std::unexpected(denied());
  EXPECT_EQ(judge(seen).state, State::gone);
}

TEST(FarEnd, HybridNodeIsJudgedByItsAgentAlone) {
  NodeObservation seen = healthy();
  seen.instances.reset();
  EXPECT_EQ(judge(seen).state, State::there);
  seen.agents->front().ping_status = "Inactive";
  EXPECT_EQ(judge(seen).state, State::gone);
}

TEST(FarEnd, EachMissingPermissionLeavesItToTheOthers) {
  NodeObservation seen = healthy();
  seen.instances = Result<std::vector<aws::Instance>>(std::unexpected(denied()));
  EXPECT_EQ(judge(seen).state, State::there);
  seen.connected = std::unexpected(denied());
  EXPECT_EQ(judge(seen).state, State::there);
  seen.agents = std::unexpected(denied());
  EXPECT_EQ(judge(seen).state, State::unknown);
  EXPECT_EQ(judge(seen).why.message, "not authorized");
  seen.connected = true;
  EXPECT_EQ(judge(seen).state, State::there);
  seen.connected = false;
  EXPECT_EQ(judge(seen).state, State::gone);
}

TEST(FarEnd, RunningInstanceWhoseAgentNobodyMayAskForIsUnknown) {
  NodeObservation seen = healthy();
  seen.connected = std::unexpected(denied());
  seen.agents = std::unexpected(denied());
  EXPECT_EQ(judge(seen).state, State::unknown);
}

const instances::ContainerId kContainer{.cluster = "prod", .task = "0a", .runtime = "0a-2"};

Result<std::optional<aws::EcsTask>> running_task() {
  aws::EcsTask task;
  task.last_status = "RUNNING";
  for (const char* runtime : {"0a-1", "0a-2"}) {
    aws::EcsContainer container;
    container.runtime_id = runtime;
    container.last_status = "RUNNING";
    task.containers.push_back(container);
  }
  return std::optional(task);
}

TEST(FarEndOfAContainer, RunsAndIsThere) {
  EXPECT_EQ(judge(kContainer, running_task()).state, State::there);
}

TEST(FarEndOfAContainer, IsGoneWithItsTaskOrAlone) {
  EXPECT_EQ(judge(kContainer, std::optional<aws::EcsTask>()).state, State::gone);
  auto seen = running_task();
  (*seen)->last_status = "DEPROVISIONING";
  EXPECT_THAT(judge(kContainer, seen).why.message, HasSubstr("DEPROVISIONING"));
  EXPECT_EQ(judge(kContainer, seen).state, State::gone);
  seen = running_task();
  (*seen)->containers[1].last_status = "STOPPED";
  EXPECT_EQ(judge(kContainer, seen).state, State::gone);
  (*seen)->containers.pop_back();
  EXPECT_EQ(judge(kContainer, seen).state, State::gone);
}

TEST(FarEndOfAContainer, OfWhichNobodyMayAskIsUnknown) {
  EXPECT_EQ(judge(kContainer, std::unexpected(denied())).state, State::unknown);
}

}  // namespace
}  // namespace cloudx::session
