// The websocket of a tunnel: refused, lost, resumed and given up.

#include "unit/tunnel/tunnel_case.hpp"

namespace cloudx::tunnel::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

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
  session.resume_limit = seconds(10);
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
  session.resume_limit = seconds(10);
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
  session.stream_url = std::string(kUrl) + "?role=x&X-Amz-Signature=00ff";
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
