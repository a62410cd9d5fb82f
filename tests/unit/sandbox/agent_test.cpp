// The channel itself: numbers, acknowledges, repeats, pauses, ends; in a session to a port.

#include "unit/sandbox/agent_fixture.hpp"

namespace cloudx::sandbox {
namespace {

TEST_F(AgentTest, StartSendsHandshakeRequestWithSynOnNumberZero) {
  const auto frames = data(agent->start(now));
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].header.sequence, 0);
  EXPECT_EQ(frames[0].header.flags, ssm::kSyn);
  EXPECT_EQ(frames[0].header.payload_type, ssm::PayloadType::handshake_request);
  const auto request = ssm::parse_handshake_request(as_bytes(frames[0].payload));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->agent_version, "3.3.1142.0");
  ASSERT_EQ(request->actions.size(), 1U);
  EXPECT_EQ(request->actions[0].session_type, "Port");
}

TEST_F(AgentTest, DataBeforeHandshakeCompleteIsAcknowledgedAndThrownAway) {
  (void)agent->start(now);
  const AgentActions early = input(0, "lost");
  EXPECT_EQ(acknowledged(early), std::vector<std::int64_t>{0});
  EXPECT_EQ(written(early), "");
}

TEST_F(AgentTest, HandshakeResponseIsCompletedBeforeItIsAcknowledged) {
  (void)agent->start(now);
  const AgentActions actions = answer_handshake();
  ASSERT_EQ(actions.size(), 3U);
  EXPECT_EQ(data(actions).at(0).header.payload_type, ssm::PayloadType::handshake_complete);
  EXPECT_TRUE(std::holds_alternative<ConnectTarget>(actions[1]));
  EXPECT_EQ(acknowledged(actions), std::vector<std::int64_t>{0});
}

TEST_F(AgentTest, UnsupportedActionEndsSessionWithText) {
  (void)agent->start(now);
  (void)acknowledge(0);
  const auto output = ended(answer_handshake(ssm::ActionStatus::unsupported));
  ASSERT_TRUE(output);
  EXPECT_TRUE(output->starts_with("----------ERROR-------\n"));
}

TEST_F(AgentTest, HandshakeIsGivenUpAfter15Seconds) {
  (void)agent->start(now);
  (void)acknowledge(0);
  now += 14s;
  EXPECT_FALSE(ended(agent->on_tick(now)));
  now += 1s;
  EXPECT_TRUE(ended(agent->on_tick(now)));
}

TEST_F(AgentTest, DataIsNotAcknowledgedUntilTargetIsConnected) {
  (void)agent->start(now);
  (void)answer_handshake();
  EXPECT_TRUE(acknowledged(input(1, "a")).empty());
  (void)agent->on_target_connected(now);
  const AgentActions again = input(1, "a");
  EXPECT_EQ(acknowledged(again), std::vector<std::int64_t>{1});
  EXPECT_EQ(written(again), "a");
}

TEST_F(AgentTest, InputIsWrittenBeforeItIsAcknowledged) {
  forward();
  const AgentActions actions = input(1, "a");
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<WriteTarget>(actions[0]));
  EXPECT_TRUE(std::holds_alternative<SendFrame>(actions[1]));
}

TEST_F(AgentTest, EarlyNumbersAreAcknowledgedAtOnceAndWrittenInOrder) {
  forward();
  EXPECT_EQ(acknowledged(input(3, "c")), std::vector<std::int64_t>{3});
  EXPECT_EQ(acknowledged(input(2, "b")), std::vector<std::int64_t>{2});
  EXPECT_EQ(written(input(1, "a")), "abc");
}

TEST_F(AgentTest, DuplicateIsAcknowledgedAgainAndNotWrittenAgain) {
  forward();
  (void)input(1, "a");
  const AgentActions again = input(1, "a");
  EXPECT_EQ(acknowledged(again), std::vector<std::int64_t>{1});
  EXPECT_EQ(written(again), "");
}

TEST_F(AgentTest, AgentBefore3_2_1041IgnoresDuplicates) {
  make({.version = "3.2.1040.0"});
  forward();
  (void)input(1, "a");
  EXPECT_TRUE(input(1, "a").empty());
}

TEST_F(AgentTest, BadDigestIsCountedAndNotAcknowledged) {
  forward();
  Bytes bad = frame(1, ssm::PayloadType::output, "a");
  bad.back() ^= 1;
  EXPECT_TRUE(agent->on_message(bad, now).empty());
  EXPECT_EQ(agent->rejected(), 1U);
}

TEST_F(AgentTest, OnlyOldestMessageIsRepeatedAfterRtoAtEveryCheck) {
  forward();
  (void)agent->on_target_data(as_bytes("x"), now);
  (void)agent->on_target_data(as_bytes("y"), now);
  now += 100ms;
  EXPECT_TRUE(agent->on_tick(now).empty());
  now += 1s;
  const auto first = data(agent->on_tick(now));
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].header.sequence, 2);
  now += 50ms;
  EXPECT_TRUE(agent->on_tick(now).empty());
  now += 50ms;
  EXPECT_EQ(data(agent->on_tick(now)).size(), 1U);
  (void)acknowledge(2);
  now += 100ms;
  EXPECT_EQ(data(agent->on_tick(now)).at(0).header.sequence, 3);
}

TEST_F(AgentTest, ResendCountLetsSeveralOldestBeRepeatedAtOnce) {
  make({.resend_count = 2});
  forward();
  for (const char* text : {"x", "y", "z"}) (void)agent->on_target_data(as_bytes(text), now);
  now += 2s;
  EXPECT_EQ(data(agent->on_tick(now)).size(), 2U);
}

TEST_F(AgentTest, RepeatedMessageIsTheSameByteForByte) {
  forward();
  const AgentActions first = agent->on_target_data(as_bytes("x"), now);
  now += 2s;
  const AgentActions again = agent->on_tick(now);
  EXPECT_EQ(std::get<SendFrame>(first.at(0)).frame, std::get<SendFrame>(again.at(0)).frame);
}

TEST_F(AgentTest, EndWaitsForAcknowledgeOfWhatWasSent) {
  forward();
  (void)agent->on_target_data(as_bytes("tail"), now);
  EXPECT_FALSE(ended(agent->on_target_closed(now)));
  EXPECT_EQ(ended(acknowledge(2)), "");
}

TEST_F(AgentTest, EndWaitsAtMostTwoSeconds) {
  forward();
  (void)agent->on_target_data(as_bytes("tail"), now);
  (void)agent->on_target_closed(now);
  now += 1999ms;
  EXPECT_FALSE(ended(agent->on_tick(now)));
  now += 1ms;
  EXPECT_EQ(ended(agent->on_tick(now)), "");
}

TEST_F(AgentTest, TerminateFlagIsAcknowledgedThenEndsNormally) {
  forward();
  const Bytes flag = ssm::format_flag(ssm::Flag::terminate_session);
  const AgentActions actions =
      agent->on_message(frame(1, ssm::PayloadType::flag, as_text(flag)), now);
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(acknowledged(actions), std::vector<std::int64_t>{1});
  EXPECT_EQ(std::get<EndSession>(actions[1]).output, "");
}

TEST_F(AgentTest, RefusedPortEndsWithErrorText) {
  (void)agent->start(now);
  (void)answer_handshake();
  (void)acknowledge(0);
  (void)acknowledge(1);
  const auto output = ended(agent->on_target_failed("connection refused", now));
  ASSERT_TRUE(output);
  EXPECT_TRUE(output->starts_with("----------ERROR-------\n"));
  EXPECT_TRUE(output->contains("document process failed unexpectedly"));
}

TEST_F(AgentTest, PauseHoldsNumberedDataUntilResume) {
  forward();
  agent->pause();
  EXPECT_FALSE(agent->wants_target_data());
  EXPECT_TRUE(agent->on_target_data(as_bytes("held"), now).empty());
  now += 5s;
  EXPECT_TRUE(agent->on_tick(now).empty());
  const auto frames = data(agent->resume(now));
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].payload, "held");
  EXPECT_TRUE(agent->wants_target_data());
}

TEST_F(AgentTest, InputEndsPause) {
  forward();
  agent->pause();
  (void)agent->on_target_data(as_bytes("held"), now);
  EXPECT_EQ(data(input(1, "a")).size(), 1U);
}

TEST_F(AgentTest, UnpacedAgentStopsReadingWhenNothingIsAcknowledged) {
  forward();
  int taken = 0;
  for (; agent->wants_target_data() && taken < 100'000; ++taken) {
    (void)agent->on_target_data(as_bytes("x"), now);
  }
  EXPECT_LT(taken, 10'000);  // the reorder buffer of the official client
  (void)acknowledge(2);
  EXPECT_TRUE(agent->wants_target_data());
}

}  // namespace
}  // namespace cloudx::sandbox
