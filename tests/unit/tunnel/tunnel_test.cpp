// Bytes through a tunnel, and its end.

#include "unit/tunnel/tunnel_case.hpp"

namespace cloudx::tunnel::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST_F(TunnelTest, BytesFlowBothWaysAndRemoteCloseEndsIt) {
  start_open();
  pipe.type("SSH-2.0-client\n");
  agent.to_send = "SSH-2.0-server\n";
  run_for(milliseconds(50));
  EXPECT_EQ(agent.received, "SSH-2.0-client\n");
  EXPECT_EQ(pipe.written, "SSH-2.0-server\n");
  closed_by_service("");
  const auto outcome = finish();
  EXPECT_EQ(outcome.end, End::remote_closed);
  EXPECT_TRUE(outcome.was_open);
  EXPECT_THAT(service.terminated, IsEmpty());
  EXPECT_EQ(opener.current->closed_with, 1000);
}

TEST_F(TunnelTest, SmallWriteGoesOutWithoutAnyTimePassing) {
  start_open();
  pipe.type("x");
  settle();
  EXPECT_EQ(agent.received, "x");
}

TEST_F(TunnelTest, GateHoldsOutputBackButAcknowledgesIt) {
  start();
  agent.to_send = "SSH-2.0-server\n";
  run_for(seconds(2));
  EXPECT_EQ(pipe.written, "");
  EXPECT_TRUE(agent.all_acknowledged());
  tunnel->open_gate();
  settle();
  EXPECT_EQ(pipe.written, "SSH-2.0-server\n");
}

TEST_F(TunnelTest, RemoteErrorTextIsTheOutcome) {
  start_open();
  closed_by_service(
      "\n----------ERROR-------\nUnable to connect to specified port: \x1b[31mrefused");
  const auto outcome = finish();
  EXPECT_EQ(outcome.end, End::remote_error);
  EXPECT_EQ(outcome.error.message, "Unable to connect to specified port: [31mrefused");
}

TEST_F(TunnelTest, EndWithoutTextWhileBytesAreUnacknowledgedIsAFailure) {
  start_open();
  agent_hears = false;
  pipe.type("lost");
  settle();
  closed_by_service("");
  EXPECT_EQ(finish().end, End::failed);
  EXPECT_THAT(result->error.message, HasSubstr("before all that was sent had been received"));
}

TEST_F(TunnelTest, OutcomeTellsWhetherTheTargetHasAnsweredAndTaken) {
  start_open();
  closed_by_service("document process failed unexpectedly");
  auto outcome = finish();
  EXPECT_TRUE(outcome.unanswered);
  EXPECT_FALSE(outcome.taken);
  EXPECT_FALSE(outcome.input_ended);
  begin_again();
  start_open();
  pipe.type("taken");
  pipe.end_input();
  run_for(seconds(1));
  closed_by_service("");
  outcome = finish();
  EXPECT_TRUE(outcome.unanswered);
  EXPECT_TRUE(outcome.taken);
  EXPECT_TRUE(outcome.input_ended);
}

TEST_F(TunnelTest, OneByteIsAnAnswerAlsoBehindAClosedGate) {
  start();
  agent.to_send = "S";
  run_for(seconds(1));
  closed_by_service("");
  tunnel->open_gate();
  const auto outcome = finish();
  EXPECT_FALSE(outcome.unanswered);
  EXPECT_EQ(pipe.written, "S");
}

TEST_F(TunnelTest, DownloadGoesOnAfterManyAcknowledgesHadToWait) {
  start_open();
  opener.current->stall_writes(true);
  for (std::int64_t number = 2; number < 20'002; ++number) {
    opener.current->send(ssm::test::output_frame(number, "x"));
  }
  settle();
  EXPECT_LT(pipe.written.size(), 10'000U);
  opener.current->stall_writes(false);
  settle();
  EXPECT_EQ(pipe.written.size(), 20'000U);
}

TEST_F(TunnelTest, PauseThatLastsIsToldAndItsEndToo) {
  start_open();
  agent_hears = false;
  opener.current->send(ssm::test::service_frame(ssm::MessageType::pause_publication));
  settle();
  run_for(seconds(30));
  EXPECT_THAT(observer.pauses, IsEmpty());  // nothing waits
  pipe.type("waits");
  run_for(seconds(4));
  EXPECT_THAT(observer.pauses, IsEmpty());
  run_for(seconds(10));
  EXPECT_THAT(observer.pauses, ElementsAre(false));
  agent_hears = true;
  opener.current->send(ssm::test::service_frame(ssm::MessageType::start_publication));
  settle();
  run_for(seconds(1));
  EXPECT_THAT(observer.pauses, ElementsAre(false, true));
  EXPECT_EQ(agent.received, "waits");
}

TEST_F(TunnelTest, ReceivedOutputReachesASlowReaderAfterTheRemoteClosed) {
  start_open();
  pipe.block_output(true);
  agent.to_send = std::string(5000, 'x');
  run_for(milliseconds(200));
  closed_by_service("");
  run_for(seconds(60));
  EXPECT_FALSE(result.has_value());
  pipe.block_output(false);
  EXPECT_EQ(finish().end, End::remote_closed);
  EXPECT_EQ(pipe.written.size(), 5000U);
}

TEST_F(TunnelTest, WebsocketIsLeftUnreadWhileTheReaderStallsAndNothingIsRepeated) {
  session.channel.output_buffer = 64U << 10;
  session.channel.reorder.bytes = 64U << 10;
  start_open();
  pipe.block_output(true);
  agent.to_send = std::string(1'000'000, 'x');
  run_for(seconds(20));
  EXPECT_THAT(opener.current->to_client, Not(IsEmpty()));
  pipe.type("not sent: its acknowledge would not be seen");
  run_for(minutes(5));
  EXPECT_EQ(agent.received, "");
  pipe.block_output(false);
  settle();
  EXPECT_EQ(pipe.written.size(), 1'000'000U);
  EXPECT_TRUE(agent.all_acknowledged());
  run_for(seconds(1));
  EXPECT_EQ(agent.received, "not sent: its acknowledge would not be seen");
  EXPECT_THAT(observer.losses, IsEmpty());
}

TEST_F(TunnelTest, StopEndsTheSessionWhileTheWebsocketIsLeftUnread) {
  session.channel.output_buffer = 64U << 10;
  session.channel.reorder.bytes = 64U << 10;
  start_open();
  pipe.block_output(true);
  agent.to_send = std::string(1'000'000, 'x');
  run_for(seconds(20));
  stop.request_stop();
  EXPECT_EQ(finish().end, End::stopped);
  EXPECT_THAT(service.terminated, ElementsAre(session.channel.session_id));
}

TEST_F(TunnelTest, FullWindowStopsReadingTheLocalSide) {
  session.channel.window.messages = 4;
  start_open();
  agent_hears = false;
  pipe.type(std::string(300'000, 'x'));
  run_for(seconds(3));
  EXPECT_EQ(pipe.reads, 1U);  // one buffer full, the rest waits in the pipe
  agent_hears = true;
  run_for(seconds(10));
  EXPECT_EQ(agent.received.size(), 300'000U);
}

TEST_F(TunnelTest, EndOfInputIsDeliveredOutputGoesOnThenQuietEndsTheSession) {
  start_open();
  pipe.type("request");
  pipe.end_input();
  run_for(seconds(4));
  EXPECT_EQ(agent.received, "request");
  agent.to_send = "late answer";
  run_for(seconds(4));
  EXPECT_FALSE(result.has_value());
  const auto outcome = finish();
  EXPECT_EQ(pipe.written, "late answer");
  EXPECT_EQ(outcome.end, End::local_closed);
  EXPECT_TRUE(agent.terminate_flag);
  EXPECT_THAT(service.terminated, ElementsAre(session.channel.session_id));
  EXPECT_EQ(opener.current->closed_with, 1000);
}

TEST_F(TunnelTest, ClosedOutputEndsTheSessionThoughNothingIsWritten) {
  start_open();
  pipe.close_output();
  EXPECT_EQ(finish().end, End::local_closed);
  EXPECT_TRUE(agent.terminate_flag);
  EXPECT_THAT(service.terminated, SizeIs(1));
}

TEST_F(TunnelTest, StopSendsTheFlagTerminatesAndCloses) {
  start_open();
  bool flag_first = false;
  service.on_terminate = [&] { flag_first = agent.terminate_flag; };
  stop.request_stop();
  EXPECT_EQ(finish().end, End::stopped);
  EXPECT_TRUE(flag_first);
  EXPECT_THAT(service.terminated, SizeIs(1));
  EXPECT_EQ(opener.current->closed_with, 1000);
}

TEST_F(TunnelTest, StopWithASilentAgentAndADeadServiceEndsInSeconds) {
  start_open();
  agent_hears = false;
  service.terminate_failure = fail(Errc::timeout, "no answer").error();
  const auto before = clock.now().at;
  stop.request_stop();
  const auto outcome = finish();
  EXPECT_EQ(outcome.end, End::stopped);
  ASSERT_TRUE(outcome.not_terminated.has_value());
  EXPECT_EQ(outcome.not_terminated->message, "no answer");
  EXPECT_LE(clock.now().at - before, seconds(4));
}

TEST_F(TunnelTest, StopWhileAWriteIsStuckEndsAsWell) {
  start_open();
  opener.current->stall_writes(true);
  pipe.type("stuck");
  settle();
  stop.request_stop();
  EXPECT_EQ(finish().end, End::stopped);
  EXPECT_FALSE(opener.current->closed_with.has_value());  // an orderly close could not go out
}

TEST_F(TunnelTest, StopBeforeAnythingIsOpenTerminatesAtTheService) {
  agent_joins = false;
  start();
  stop.request_stop();
  const auto outcome = finish();
  EXPECT_EQ(outcome.end, End::stopped);
  EXPECT_FALSE(outcome.was_open);
  EXPECT_THAT(service.terminated, SizeIs(1));
}

TEST_F(TunnelTest, StopRequestedBeforeTheStartTouchesNothing) {
  stop.request_stop();
  start();
  EXPECT_EQ(finish().end, End::stopped);
}

TEST_F(TunnelTest, ForeignSessionTypeEndsWithTheServicesText) {
  agent_joins = false;
  start();
  opener.current->send(ssm::test::stream_frame(
      0, ssm::PayloadType::handshake_request,
      R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",)"
      R"("ActionParameters":{"SessionType":"Standard_Stream","Properties":null}}]})"));
  closed_by_service("handshake failed: session type is not supported");
  EXPECT_EQ(finish().error.message, "handshake failed: session type is not supported");
}

TEST_F(TunnelTest, EncryptedSessionAsksTheServiceForADataKey) {
  agent_joins = false;
  start();
  opener.current->send(ssm::test::stream_frame(
      0, ssm::PayloadType::handshake_request,
      R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"KMSEncryption",)"
      R"("ActionParameters":{"KMSKeyId":"key-1","Challenge":"AAEC"}}]})"));
  settle();
  ASSERT_THAT(service.key_requests, SizeIs(1));
  EXPECT_EQ(service.key_requests[0].key_id, "key-1");
  EXPECT_THAT(service.key_requests[0].encryption_context, SizeIs(3));
}

TEST_F(TunnelTest, SilentAgentFailsTheHandshake) {
  agent_joins = false;
  start();
  const auto outcome = finish();
  EXPECT_EQ(outcome.end, End::failed);
  EXPECT_THAT(outcome.error.message, HasSubstr("did not start the handshake"));
  EXPECT_THAT(service.terminated, SizeIs(1));
}

}  // namespace
}  // namespace cloudx::tunnel::test
