// An agent that is silent, away or gone.

#include "unit/tunnel/tunnel_case.hpp"

namespace cloudx::tunnel::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(TunnelTest, AgentThatIsGoneOnALivingWebsocketEndsTheSessionWithTheReason) {
  service.far_end = {ssm::FarEnd::State::gone,
                     fail(Errc::closed, "the instance is stopped").error()};
  start_open();
  run_for(minutes(10));
  EXPECT_EQ(service.looks, 0);  // it owes us nothing
  agent_hears = false;
  pipe.type("anybody there?");
  run_for(seconds(55));
  EXPECT_EQ(service.looks, 0);
  run_for(seconds(15));
  const auto outcome = finish();
  EXPECT_EQ(outcome.end, End::failed);
  EXPECT_EQ(outcome.error.message, "the instance is stopped");
  EXPECT_EQ(service.looks, 1);
  EXPECT_THAT(service.terminated, SizeIs(1));
}

TEST_F(TunnelTest, AgentThatThePauseSaysIsAwayIsLookedAtToo) {
  service.far_end = {ssm::FarEnd::State::gone,
                     fail(Errc::closed, "the instance is stopped").error()};
  start_open();
  for (int i = 0; i < 30; ++i) {  // one in answer to each message of ours
    opener.current->send(ssm::test::service_frame(ssm::MessageType::pause_publication));
    run_for(seconds(1));
  }
  EXPECT_EQ(service.looks, 0);
  EXPECT_EQ(finish().error.message, "the instance is stopped");
}

TEST_F(TunnelTest, PauseOfAnAgentThatIsThereIsNoSilence) {
  service.far_end.state = ssm::FarEnd::State::there;
  start_open();
  opener.current->send(ssm::test::service_frame(ssm::MessageType::pause_publication));
  run_for(minutes(3));
  EXPECT_GE(service.looks, 1);
  EXPECT_THAT(observer.silences, IsEmpty());
  EXPECT_FALSE(result.has_value());
}

TEST_F(TunnelTest, SilentAgentThatIsThereIsWaitedForAndToldOnce) {
  service.far_end.state = ssm::FarEnd::State::there;
  start_open();
  agent_hears = false;
  pipe.type("patience");
  run_for(minutes(40));
  EXPECT_GE(service.looks, 8);
  EXPECT_LE(service.looks, 12);
  EXPECT_THAT(observer.silences, SizeIs(1));
  agent_hears = true;
  run_for(seconds(2));
  EXPECT_EQ(agent.received, "patience");
  EXPECT_FALSE(result.has_value());
  agent_hears = false;
  pipe.type("again");
  run_for(seconds(70));
  EXPECT_THAT(observer.silences, SizeIs(2));
}

TEST_F(TunnelTest, SilentAgentThatNobodyMayLookAtIsWaitedForAndToldOnce) {
  service.far_end.why = fail(Errc::service, "denied").error();
  start_open();
  agent_hears = false;
  pipe.type("patience");
  run_for(minutes(10));
  EXPECT_FALSE(result.has_value());
  EXPECT_THAT(observer.silences, ElementsAre("denied"));
}

TEST_F(TunnelTest, AgentThatAnswersNowAndThenIsNotLookedAt) {
  start_open();
  for (int i = 0; i < 10; ++i) {
    agent_hears = false;
    pipe.type("x");
    run_for(seconds(50));
    agent_hears = true;
    run_for(seconds(2));
  }
  EXPECT_EQ(service.looks, 0);
}

TEST_F(TunnelTest, SilenceDoesNotCountWhileTheWebsocketIsLeftUnread) {
  session.channel.output_buffer = 64U << 10;
  session.channel.reorder.bytes = 64U << 10;
  start_open();
  pipe.block_output(true);
  agent.to_send = std::string(1'000'000, 'x');
  run_for(seconds(20));
  pipe.type("waits");
  run_for(minutes(10));
  EXPECT_EQ(service.looks, 0);
}

}  // namespace
}  // namespace cloudx::tunnel::test
