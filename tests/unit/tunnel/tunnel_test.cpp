// The driver against in-memory twins and a model agent, in virtual time.

#include "tunnel/tunnel.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/ssm/control.hpp"
#include "unit/protocol/ssm/model_agent.hpp"
#include "unit/tunnel/fakes.hpp"

namespace cloudx::tunnel::test {
namespace {

using End = ssm::SessionOutcome::End;
using ssm::test::ModelAgent;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kUrl = "wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/s-1";

class TunnelTest : public testing::Test {
 protected:
  TunnelTest() {
    options.session.channel = ssm::test::port_options();
    options.session.token = Secret("first");
    options.session.stream_url = std::string(kUrl);
    opener.on_open = [this](FakeSocket& socket) { attach(socket); };
  }
  ~TunnelTest() override {
    if (tunnel && !result) {
      stop.request_stop();
      run_for(seconds(30));
    }
    EXPECT_FALSE(opener.overlapping_writes);
  }

  // The agent behind the service: joins on the first opening message.
  void attach(FakeSocket& socket) {
    socket.on_write = [this](bool text, const Bytes& bytes) {
      if (!text) {
        if (agent_hears) agent.receive(bytes, clock.now().at);
        return;
      }
      opens.push_back(ssm::parse_open(as_text(bytes)).value());
      if (opens.size() == 1 && agent_joins) agent.start(clock.now().at);
    };
  }

  void start() {
    TunnelParts parts;
    parts.service = &service;
    parts.opener = &opener;
    parts.pipe = &pipe;
    parts.clock = &clock;
    parts.observer = &observer;
    parts.random = ssm::test::repeatable_random();
    tunnel.emplace(io.get_executor(), options, std::move(parts));
    asio::co_spawn(io, live(), asio::detached);
    settle();
  }
  asio::awaitable<void> live() { result = co_await tunnel->run(stop.get_token()); }
  void start_open() {
    start();
    tunnel->open_gate();
    settle();
    ASSERT_EQ(observer.agent_version, "3.3.1142.0");
  }

  void settle() {
    do {
      io.restart();
    } while (io.poll() > 0);
  }
  void run_for(milliseconds time) {
    const ssm::TimePoint until = clock.now().at + time;
    for (;;) {
      settle();
      agent.pump(clock.now().at);
      agent.repeat(clock.now().at);
      settle();
      if (!clock.step(std::min(until, clock.now().at + milliseconds(10)))) {
        if (clock.now().at >= until || result) break;
        clock.move_to(std::min(until, clock.now().at + milliseconds(10)));
      }
    }
    settle();
  }
  // Another tunnel, after the end of one.
  void begin_again() {
    tunnel.reset();
    result.reset();
    opens.clear();
    pipe.reopen();
    agent = ModelAgent(agent_sends);
    observer = {};
    options.session.token = Secret("first");
  }
  // Until the tunnel has ended; the outcome.
  ssm::SessionOutcome finish() {
    for (int i = 0; i < 2000 && !result; ++i) run_for(seconds(1));
    EXPECT_TRUE(result.has_value());
    return result.value_or(ssm::SessionOutcome{});
  }
  void cut(Errc kind = Errc::connect) {
    opener.current->cut(fail(kind, "the connection broke").error());
    settle();
  }
  void closed_by_service(std::string_view output) {
    opener.current->send(ssm::test::closed_frame(output));
    settle();
  }

  asio::io_context io;
  VirtualClock clock;
  FakeService service;
  FakeOpener opener{io.get_executor()};
  FakePipe pipe{io.get_executor()};
  FakeObserver observer;
  ModelAgent::Send agent_sends = [this](Bytes frame) {
    if (opener.current && !opener.current->broken) opener.current->send(std::move(frame));
  };
  ModelAgent agent{agent_sends};
  std::vector<ssm::OpenDataChannel> opens;
  bool agent_joins = true;
  bool agent_hears = true;
  TunnelOptions options;
  std::stop_source stop;
  std::optional<Tunnel> tunnel;
  std::optional<ssm::SessionOutcome> result;
};

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
  options.session.channel.output_buffer = 64U << 10;
  options.session.channel.reorder.bytes = 64U << 10;
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
  options.session.channel.output_buffer = 64U << 10;
  options.session.channel.reorder.bytes = 64U << 10;
  start_open();
  pipe.block_output(true);
  agent.to_send = std::string(1'000'000, 'x');
  run_for(seconds(20));
  stop.request_stop();
  EXPECT_EQ(finish().end, End::stopped);
  EXPECT_THAT(service.terminated, ElementsAre(options.session.channel.session_id));
}

TEST_F(TunnelTest, FullWindowStopsReadingTheLocalSide) {
  options.session.channel.window.messages = 4;
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
  EXPECT_THAT(service.terminated, ElementsAre(options.session.channel.session_id));
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

// Reconnecting
// ---------------------------------------------------------------------------------------

TEST_F(TunnelTest, CutWebsocketIsResumedWithANewTokenAndTheSameClientId) {
  start_open();
  pipe.type("before ");
  settle();
  cut();
  pipe.type("after");
  run_for(seconds(2));
  EXPECT_EQ(agent.received, "before after");
  ASSERT_THAT(opens, SizeIs(2));
  EXPECT_EQ(opens[1].token.reveal(), "resumed-1");
  EXPECT_EQ(opens[1].client_id, opens[0].client_id);
  EXPECT_NE(opens[1].request_id, opens[0].request_id);
  EXPECT_THAT(observer.losses, ElementsAre("the connection broke"));
  EXPECT_EQ(observer.restorations, 1);
  EXPECT_THAT(opener.urls, ElementsAre(kUrl, kUrl));
}

TEST_F(TunnelTest, HourlyByeOfTheServiceIsResumedToo) {
  start_open();
  cut(Errc::closed);
  run_for(seconds(2));
  pipe.type("still here");
  run_for(seconds(1));
  EXPECT_EQ(agent.received, "still here");
}

TEST_F(TunnelTest, NewStreamUrlReplacesTheOldOne) {
  start_open();
  ssm::ResumedSession next;
  next.token = Secret("t");
  next.stream_url = "wss://new.example/";
  service.resumes.push_back(next);
  cut();
  run_for(seconds(2));
  cut();
  run_for(seconds(2));
  EXPECT_THAT(opener.urls, ElementsAre(kUrl, "wss://new.example/", "wss://new.example/"));
}

TEST_F(TunnelTest, EmptyTokenOnceOrTwiceIsAskedForAgain) {
  start_open();
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 2; ++i) service.resumes.emplace_back(ssm::ResumedSession{});
    cut();
    run_for(seconds(20));
    EXPECT_EQ(opens.size(), 2U + static_cast<std::size_t>(round));
  }
  pipe.type("still here");
  run_for(seconds(1));
  EXPECT_EQ(agent.received, "still here");
}

TEST_F(TunnelTest, EmptyTokenAgainAndAgainMeansTimedOut) {
  start_open();
  for (int i = 0; i < 3; ++i) service.resumes.emplace_back(ssm::ResumedSession{});
  cut();
  const auto outcome = finish();
  EXPECT_EQ(outcome.end, End::failed);
  EXPECT_THAT(outcome.error.message, HasSubstr("timed out"));
  EXPECT_EQ(service.resumed, 3);
}

TEST_F(TunnelTest, UnknownSessionMeansOver) {
  start_open();
  Error gone = fail(Errc::service, "ResumeSession: no such session").error();
  gone.service_code = "DoesNotExistException";
  gone.http_status = 400;
  service.resumes.emplace_back(std::unexpected(gone));
  cut();
  const auto outcome = finish();
  EXPECT_THAT(outcome.error.message, HasSubstr("the session is over"));
  EXPECT_EQ(outcome.error.service_code, "DoesNotExistException");
}

TEST_F(TunnelTest, NetworkAndThrottlingErrorsAreWaitedOut) {
  start_open();
  Error throttled = fail(Errc::service, "slow down").error();
  throttled.service_code = "ThrottlingException";
  throttled.http_status = 400;
  for (int i = 0; i < 5; ++i) {
    service.resumes.emplace_back(fail(Errc::resolve, "no such host"));
    service.resumes.emplace_back(std::unexpected(throttled));
  }
  opener.failures.push_back(fail(Errc::tls, "captive portal").error());
  cut();
  pipe.type("patience");
  run_for(seconds(180));
  EXPECT_EQ(agent.received, "patience");
  EXPECT_EQ(service.resumed, 12);
}

TEST_F(TunnelTest, GivesUpAfterTheIdleTimeoutWithTheLastReason) {
  start_open();
  for (int i = 0; i < 1000; ++i) service.resumes.emplace_back(fail(Errc::resolve, "no such host"));
  const auto before = clock.now().at;
  cut();
  const auto outcome = finish();
  EXPECT_EQ(outcome.end, End::failed);
  EXPECT_EQ(outcome.error.message,
            "the connection was lost and could not be restored within 1200 s: no such host");
  EXPECT_GE(clock.now().at - before, std::chrono::minutes(20));
  EXPECT_LT(service.resumed, 150);  // backed off
}

TEST_F(TunnelTest, EachLossHasItsOwnLimit) {
  options.session.resume_limit = seconds(10);
  start_open();
  for (int i = 0; i < 3; ++i) {
    cut();
    run_for(seconds(20));
  }
  pipe.type("here");
  run_for(seconds(1));
  EXPECT_EQ(agent.received, "here");
}

TEST_F(TunnelTest, LossesWithTrafficInBetweenAreNotOneLongLoss) {
  options.session.resume_limit = seconds(10);
  start_open();
  for (int i = 0; i < 8; ++i) {
    pipe.type("x");
    run_for(seconds(2));
    cut();
  }
  run_for(seconds(2));
  EXPECT_EQ(agent.received, "xxxxxxxx");
  EXPECT_EQ(observer.restorations, 8);
}

TEST_F(TunnelTest, WebsocketRefusedThreeTimesInARowIsGivenUp) {
  start_open();
  Error refused = fail(Errc::service, "the service answered 403").error();
  refused.http_status = 403;
  for (int i = 0; i < 5; ++i) opener.failures.push_back(refused);
  cut();
  EXPECT_THAT(finish().error.message, HasSubstr("403"));
  EXPECT_EQ(service.resumed, 3);
}

TEST_F(TunnelTest, PresignedUrlIsNotResumed) {
  options.session.stream_url = std::string(kUrl) + "?role=x&X-Amz-Signature=00ff";
  start_open();
  cut();
  EXPECT_THAT(finish().error.message, HasSubstr("presigned"));
  EXPECT_EQ(service.resumed, 0);
}

TEST_F(TunnelTest, CredentialsThatNobodyRenewsEndAResumeAtOnce) {
  for (const bool said_by_service : {true, false}) {
    start_open();
    service.recovers = false;
    Error expired = fail(Errc::credentials, "the credentials from env have expired").error();
    if (said_by_service) {
      expired.kind = Errc::service;
      expired.service_code = "ExpiredTokenException";
      expired.http_status = 400;
    }
    service.resumes.emplace_back(std::unexpected(expired));
    const auto before = clock.now().at;
    cut();
    const auto outcome = finish();
    EXPECT_EQ(outcome.end, End::failed);
    EXPECT_EQ(outcome.error.message, "the credentials from env have expired");
    EXPECT_EQ(outcome.error.service_code, expired.service_code);
    EXPECT_LE(clock.now().at - before, seconds(1));
    EXPECT_THAT(observer.long_losses, IsEmpty());
    if (said_by_service) begin_again();
  }
}

TEST_F(TunnelTest, CredentialsThatTheUserRenewsAreWaitedForAndToldOnce) {
  start_open();
  Error login = fail(Errc::credentials, "the SSO session of profile dev has expired").error();
  for (int i = 0; i < 5; ++i) service.resumes.emplace_back(std::unexpected(login));
  cut();
  run_for(milliseconds(900));
  EXPECT_THAT(observer.long_losses, ElementsAre(login.message));
  pipe.type("patience");
  run_for(seconds(60));
  EXPECT_EQ(agent.received, "patience");
  EXPECT_THAT(observer.long_losses, SizeIs(1));
}

TEST_F(TunnelTest, LossOfSomeSecondsIsToldOnceAndThenWhatItWaitsFor) {
  start_open();
  for (int i = 0; i < 12; ++i) service.resumes.emplace_back(fail(Errc::resolve, "no such host"));
  service.resumes.emplace_back(fail(Errc::credentials, "log in"));
  cut();
  run_for(seconds(4));
  EXPECT_THAT(observer.long_losses, IsEmpty());
  run_for(seconds(2));
  EXPECT_THAT(observer.long_losses, ElementsAre("no such host"));
  run_for(minutes(5));
  EXPECT_THAT(observer.long_losses, ElementsAre("no such host", "log in"));
  EXPECT_EQ(observer.restorations, 1);
}

TEST_F(TunnelTest, LossesThatAreSoonRestoredAreNotTold) {
  start_open();
  for (int i = 0; i < 5; ++i) {
    cut();
    run_for(seconds(20));
  }
  EXPECT_EQ(observer.restorations, 5);
  EXPECT_THAT(observer.long_losses, IsEmpty());
}

TEST_F(TunnelTest, WebsocketsThatBreakOneAfterTheOtherAreOneLongLoss) {
  start_open();
  opener.on_open = [](FakeSocket& socket) {
    socket.cut(fail(Errc::closed, "closed with code 1003").error());
  };
  cut();
  run_for(seconds(60));
  EXPECT_THAT(observer.long_losses, ElementsAre("closed with code 1003"));
}

// An agent that is gone
// ------------------------------------------------------------------------------------------

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
  options.session.channel.output_buffer = 64U << 10;
  options.session.channel.reorder.bytes = 64U << 10;
  start_open();
  pipe.block_output(true);
  agent.to_send = std::string(1'000'000, 'x');
  run_for(seconds(20));
  pipe.type("waits");
  run_for(minutes(10));
  EXPECT_EQ(service.looks, 0);
}

// The first connection
// -------------------------------------------------------------------------------------------

TEST_F(TunnelTest, RefusedFirstUpgradeIsRepeatedWithTheSameToken) {
  for (const int status : {400, 404, 429, 500, 503}) {
    Error refused = fail(Errc::service, "the service answered " + std::to_string(status)).error();
    refused.http_status = status;
    opener.failures.push_back(refused);
  }
  start();
  run_for(seconds(10));
  EXPECT_EQ(service.resumed, 0);
  EXPECT_THAT(opener.urls, SizeIs(6));
  ASSERT_THAT(opens, SizeIs(1));
  EXPECT_EQ(opens[0].token.reveal(), "first");
  EXPECT_EQ(observer.agent_version, "3.3.1142.0");
}

TEST_F(TunnelTest, FirstUpgradeThatStaysRefusedIsGivenUpAfterSomeSeconds) {
  Error refused = fail(Errc::service, "the service answered 404").error();
  refused.http_status = 404;
  for (int i = 0; i < 100; ++i) opener.failures.push_back(refused);
  const auto before = clock.now().at;
  start();
  EXPECT_EQ(finish().error.message, "the service answered 404");
  EXPECT_THAT(opener.urls, SizeIs(7));
  EXPECT_GE(clock.now().at - before, seconds(3));
  EXPECT_LE(clock.now().at - before, seconds(8));
}

TEST_F(TunnelTest, ForbiddenFirstUpgradeShowsAtOnce) {
  for (const int status : {401, 403}) {
    Error refused = fail(Errc::service, "the service answered " + std::to_string(status)).error();
    refused.http_status = status;
    opener.failures.push_back(refused);
    opener.urls.clear();
    start();
    EXPECT_EQ(finish().error.http_status, status);
    EXPECT_THAT(opener.urls, SizeIs(1));
    if (status == 401) begin_again();
  }
}

TEST_F(TunnelTest, FirstConnectionShowsAWrongSetUpAtOnce) {
  opener.failures.push_back(fail(Errc::tls, "untrusted certificate").error());
  start();
  const auto outcome = finish();
  EXPECT_EQ(outcome.error.message, "untrusted certificate");
  EXPECT_THAT(opener.urls, SizeIs(1));
  EXPECT_THAT(service.terminated, SizeIs(1));
}

TEST_F(TunnelTest, FirstConnectionThatBreaksIsRestored) {
  opener.failures.push_back(fail(Errc::connect, "reset").error());
  start();
  run_for(seconds(2));
  EXPECT_EQ(opens.at(0).token.reveal(), "resumed-1");
  EXPECT_EQ(observer.agent_version, "3.3.1142.0");
}

TEST_F(TunnelTest, WebsocketThatClosesBeforeItsFirstMessageDoesNotLoopForLong) {
  agent_joins = false;
  opener.on_open = [](FakeSocket& socket) {
    socket.cut(fail(Errc::closed, "closed with code 1003").error());
  };
  start();
  const auto outcome = finish();
  EXPECT_THAT(outcome.error.message, HasSubstr("1003"));
  EXPECT_LT(opener.urls.size(), 30U);
}

TEST_F(TunnelTest, StopDuringReconnectEndsAtOnce) {
  start_open();
  for (int i = 0; i < 1000; ++i) service.resumes.emplace_back(fail(Errc::resolve, "no such host"));
  cut();
  run_for(seconds(60));
  const auto before = clock.now().at;
  stop.request_stop();
  EXPECT_EQ(finish().end, End::stopped);
  EXPECT_LE(clock.now().at - before, seconds(1));
  EXPECT_THAT(service.terminated, SizeIs(1));
}

TEST_F(TunnelTest, ManyCutsLoseAndDoubleNothing) {
  start_open();
  std::string up;
  for (int i = 0; i < 200'000; ++i) up += static_cast<char>(i * 31 + i / 256);
  pipe.type(up);
  agent.to_send = up;
  for (int i = 0; i < 20; ++i) {
    run_for(milliseconds(37));
    if (opener.current && !opener.current->broken) cut();
    run_for(milliseconds(500));
  }
  run_for(seconds(20));
  EXPECT_TRUE(agent.received == up);
  EXPECT_TRUE(pipe.written == up);
}

}  // namespace
}  // namespace cloudx::tunnel::test
