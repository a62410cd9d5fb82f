// The life of a session as a transcript: events in, actions out. No socket and no time passes.

#include "protocol/ssm/session.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/overloaded.hpp"
#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using End = SessionOutcome::End;

constexpr std::string_view kUrl = "wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/s-1";

std::string name(const Notice& notice) {
  return std::visit(
      Overloaded{
          [](const Opened&) { return "opened"; },
          [](const Lost&) { return "lost"; },
          [](const StillLost&) { return "still lost"; },
          [](const Restored&) { return "restored"; },
          [](const AgentAway& away) { return away.back ? "agent back" : "agent away"; },
          [](const AgentSilent&) { return "agent silent"; },
          [](const ConnectionsRefused&) { return "connections refused"; },
      },
      notice);
}

std::string name(const SessionAction& action) {
  return std::visit(Overloaded{
                        [](const Dial& dial) {
                          return dial.stream_url == kUrl ? "dial" : "dial " + dial.stream_url;
                        },
                        [](const Resume&) { return std::string("resume"); },
                        [](const GenerateDataKey&) { return std::string("generate data key"); },
                        [](const LookAtAgent&) { return std::string("look"); },
                        [](const CancelCalls&) { return std::string("cancel calls"); },
                        [](const Terminate&) { return std::string("terminate"); },
                        [](const Close&) { return std::string("close"); },
                        [](const Notice& notice) { return name(notice); },
                    },
                    action);
}

Error service_error(int status, std::string code = "") {
  Error error = fail(Errc::service, "refused").error();
  error.http_status = status;
  error.service_code = std::move(code);
  return error;
}

class SessionTest : public testing::Test {
 protected:
  void begin() {
    options.channel = test::port_options();
    options.token = Secret("first");
    if (options.stream_url.empty()) options.stream_url = std::string(kUrl);
    session.emplace(options, test::repeatable_random(), [] { return 0.0; });
    session->start();
    EXPECT_THAT(actions(), ElementsAre("dial"));
  }
  void begin_open() {
    begin();
    session->dialled(now);
    receive(test::stream_frame(0, PayloadType::handshake_request, test::kPortRequest));
    receive(test::stream_frame(1, PayloadType::handshake_complete, test::kComplete));
    EXPECT_THAT(actions(), ElementsAre("opened"));
    written();
  }
  std::vector<std::string> actions() {
    std::vector<std::string> names;
    while (const auto action = session->next_action()) names.push_back(name(*action));
    return names;
  }
  void receive(const Bytes& frame) { session->message(frame, now); }
  // What is written now; text frames as they are, of others their type.
  std::string written() {
    std::string all;
    std::vector<OutgoingFrame> frames;
    for (session->next_frames(frames, now); !frames.empty(); session->next_frames(frames, now)) {
      for (const OutgoingFrame& frame : frames) {
        if (frame.text) all += as_text(frame.bytes);
      }
      session->frames_written();
    }
    return all;
  }
  void advance(TimePoint::duration time) { now.at += time; }
  // Goes from deadline to deadline for so long, or until there is an action.
  std::vector<std::string> wait(TimePoint::duration time) {
    const TimePoint until = now.at + time;
    std::vector<std::string> names;
    while (names.empty()) {
      const auto due = session->deadline(now);
      if (!due || *due > until) {
        now.at = until;
        break;
      }
      now.at = std::max(now.at, *due);
      session->tick(now);
      written();
      names = actions();
    }
    return names;
  }
  void lose() { session->lost(fail(Errc::connect, "it broke").error(), now); }
  void resume(std::string token, std::string url = "") {
    session->resumed(ResumedSession{Secret(std::move(token)), std::move(url)}, now);
  }
  void type(std::string_view text) {
    const auto space = session->input_space();
    std::ranges::copy(text, space.front().begin());
    session->input_read(text.size(), now);
  }

  Instant now{TimePoint(seconds(1000)), 1'700'000'000'000};
  SessionOptions options;
  std::optional<Session> session;
};

TEST_F(SessionTest, LossIsFollowedByOneNewTokenAndOneDial) {
  begin_open();
  lose();
  EXPECT_THAT(actions(), ElementsAre("lost"));
  EXPECT_THAT(wait(seconds(1)), ElementsAre("resume"));
  EXPECT_THAT(wait(seconds(4)), IsEmpty());
  resume("second", "wss://elsewhere/");
  EXPECT_THAT(actions(), ElementsAre("dial wss://elsewhere/"));
  session->dialled(now);
  EXPECT_THAT(actions(), ElementsAre("restored"));
  EXPECT_THAT(written(), HasSubstr("\"second\""));
}

TEST_F(SessionTest, ResumeWithoutUrlKeepsTheOldOne) {
  begin_open();
  lose();
  (void)actions();
  (void)wait(seconds(1));
  resume("second");
  EXPECT_THAT(actions(), ElementsAre("dial"));
}

TEST_F(SessionTest, RefusedFirstUpgradeIsDialledWithTheSameTokenAndNotReported) {
  begin();
  session->dial_failed(service_error(503), now);
  EXPECT_THAT(actions(), IsEmpty());
  EXPECT_THAT(wait(seconds(1)), ElementsAre("dial"));
  session->dialled(now);
  EXPECT_THAT(written(), HasSubstr("\"first\""));
}

TEST_F(SessionTest, ForbiddenFirstUpgradeEndsTheSession) {
  begin();
  session->dial_failed(service_error(403), now);
  EXPECT_THAT(actions(), ElementsAre("cancel calls", "terminate"));
  session->terminated({}, now);
  EXPECT_THAT(actions(), ElementsAre("close"));
  EXPECT_FALSE(session->finished());
  session->closed(now);
  EXPECT_TRUE(session->finished());
  EXPECT_EQ(session->outcome().end, End::failed);
  EXPECT_EQ(session->outcome().error.http_status, 403);
}

TEST_F(SessionTest, UpgradeRefusedThriceWithFreshTokensIsGivenUp) {
  begin_open();
  lose();
  (void)actions();
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(wait(minutes(1)), testing::Contains("resume"));
    resume("next");
    (void)actions();
    session->dial_failed(service_error(400), now);
    EXPECT_FALSE(session->ended());
  }
  EXPECT_THAT(wait(minutes(1)), testing::Contains("resume"));
  resume("next");
  session->dial_failed(service_error(400), now);
  EXPECT_TRUE(session->ended());
}

TEST_F(SessionTest, SessionThatTheServiceForgotIsGivenUpAtOnce) {
  begin_open();
  lose();
  (void)wait(seconds(1));
  session->resumed(std::unexpected(service_error(400, "DoesNotExistException")), now);
  EXPECT_TRUE(session->ended());
  EXPECT_THAT(session->outcome().error.message, HasSubstr("the session is over"));
}

TEST_F(SessionTest, EmptyTokenIsAskedForAgainTwice) {
  begin_open();
  lose();
  for (int i = 0; i < 2; ++i) {
    (void)wait(seconds(4));
    resume("");
    EXPECT_FALSE(session->ended());
  }
  (void)wait(seconds(4));
  resume("");
  EXPECT_TRUE(session->ended());
  EXPECT_THAT(session->outcome().error.message, HasSubstr("timed out"));
}

TEST_F(SessionTest, PresignedUrlIsNotResumed) {
  options.stream_url = std::string(kUrl) + "?X-Amz-Signature=abc";
  options.channel = test::port_options();
  session.emplace(options, test::repeatable_random(), [] { return 0.0; });
  session->start();
  (void)actions();
  session->dialled(now);
  lose();
  EXPECT_THAT(actions(), ElementsAre("cancel calls", "terminate"));
  EXPECT_THAT(session->outcome().error.message, HasSubstr("presigned"));
}

TEST_F(SessionTest, NothingIsAskedForAfterTheEnd) {
  begin_open();
  lose();
  (void)actions();
  session->stop(now);
  EXPECT_THAT(actions(), ElementsAre("cancel calls", "terminate"));
  EXPECT_EQ(session->deadline(now), std::nullopt);
  advance(minutes(5));
  session->tick(now);
  resume("late");
  session->dialled(now);
  session->dial_failed(service_error(503), now);
  session->agent_looked_at({}, now);
  EXPECT_THAT(actions(), IsEmpty());
  EXPECT_EQ(session->outcome().end, End::stopped);
}

TEST_F(SessionTest, SessionThatWasStoppedBeforeItsStartDialsNothing) {
  options.channel = test::port_options();
  session.emplace(options, test::repeatable_random(), [] { return 0.0; });
  session->stop(now);
  session->start();
  EXPECT_THAT(actions(), ElementsAre("cancel calls", "terminate"));
}

TEST_F(SessionTest, CredentialsThatNobodyRenewsAreNotWaitedFor) {
  options.may_recover = [](const Error&) { return false; };
  begin_open();
  lose();
  (void)wait(seconds(1));
  session->resumed(std::unexpected(service_error(400, "ExpiredTokenException")), now);
  EXPECT_TRUE(session->ended());
}

TEST_F(SessionTest, ExpiredCredentialsAreReportedAtOnceAndOnce) {
  begin_open();
  lose();
  (void)actions();
  (void)wait(seconds(1));
  session->resumed(std::unexpected(service_error(400, "ExpiredTokenException")), now);
  EXPECT_THAT(actions(), ElementsAre("still lost"));
  (void)wait(seconds(1));
  session->resumed(std::unexpected(service_error(400, "ExpiredTokenException")), now);
  EXPECT_THAT(actions(), IsEmpty());
}

TEST_F(SessionTest, LossThatLastsIsReportedOnce) {
  begin_open();
  lose();
  EXPECT_THAT(actions(), ElementsAre("lost"));
  EXPECT_THAT(wait(seconds(4)), ElementsAre("resume"));
  EXPECT_THAT(wait(seconds(5)), ElementsAre("still lost"));
  EXPECT_THAT(wait(minutes(1)), IsEmpty());
}

TEST_F(SessionTest, NobodyAnsweringForTheWholeLimitEndsIt) {
  begin_open();
  lose();
  const TimePoint began = now.at;
  while (!session->ended() && now.at - began < minutes(60)) {
    for (const std::string& action : wait(minutes(1))) {
      if (action == "resume") {
        session->resumed(fail(Errc::connect, "no way"), now);
      }
    }
  }
  EXPECT_GE(now.at - began, minutes(20));
  EXPECT_LE(now.at - began, minutes(21));
  EXPECT_THAT(session->outcome().error.message, HasSubstr("could not be restored within 1200 s"));
}

TEST_F(SessionTest, ClosedGateHoldsOutputBackAndTheEndWithIt) {
  begin_open();
  receive(test::output_frame(2, "banner"));
  receive(test::closed_frame(""));
  EXPECT_FALSE(session->has_output());
  EXPECT_THAT(actions(), ElementsAre("cancel calls"));
  session->open_gate(now);
  ASSERT_TRUE(session->has_output());
  Bytes output;
  session->take_output(output);
  EXPECT_EQ(as_text(output), "banner");
  EXPECT_THAT(actions(), IsEmpty());
  session->output_written(now);
  EXPECT_THAT(actions(), ElementsAre("close"));
}

TEST_F(SessionTest, StopDoesNotWaitForAReader) {
  begin_open();
  receive(test::output_frame(2, "banner"));
  session->stop(now);
  std::vector<std::string> all = actions();
  for (int i = 0; i < 10 && all.empty(); ++i) all = wait(seconds(1));
  EXPECT_THAT(all, ElementsAre("cancel calls", "terminate"));
}

TEST_F(SessionTest, InputIsWantedOnlyBehindAnOpenGate) {
  begin_open();
  (void)wait(seconds(1));
  EXPECT_FALSE(session->wants_input());
  session->open_gate(now);
  EXPECT_TRUE(session->wants_input());
  session->input_ended(now);
  EXPECT_FALSE(session->wants_input());
}

TEST_F(SessionTest, SilentAgentThatOwesAnAcknowledgeIsLookedAt) {
  begin_open();
  session->open_gate(now);
  type("x");
  written();
  EXPECT_THAT(wait(minutes(2)), ElementsAre("look"));
  session->agent_looked_at({FarEnd::State::there, {}}, now);
  EXPECT_THAT(actions(), ElementsAre("agent silent"));
  EXPECT_THAT(wait(minutes(2)), ElementsAre("look"));
  session->agent_looked_at({FarEnd::State::there, {}}, now);
  EXPECT_THAT(actions(), IsEmpty());
  EXPECT_THAT(wait(minutes(2)), ElementsAre("look"));
  session->agent_looked_at({FarEnd::State::gone, fail(Errc::closed, "it is stopped").error()}, now);
  EXPECT_THAT(wait(seconds(10)), ElementsAre("cancel calls", "terminate"));
  EXPECT_EQ(session->outcome().error.message, "it is stopped");
}

TEST_F(SessionTest, ServiceThatEndedTheSessionIsNotAskedToTerminateIt) {
  begin_open();
  session->open_gate(now);
  receive(test::closed_frame(""));
  EXPECT_THAT(actions(), ElementsAre("cancel calls", "close"));
  session->closed(now);
  EXPECT_EQ(session->outcome().end, End::remote_closed);
}

TEST_F(SessionTest, FailedTerminateIsPartOfTheOutcome) {
  begin();
  session->stop(now);
  EXPECT_THAT(actions(), ElementsAre("cancel calls", "terminate"));
  session->terminated(fail(Errc::timeout, "no answer"), now);
  session->closed(now);
  ASSERT_TRUE(session->outcome().not_terminated.has_value());
  EXPECT_EQ(session->outcome().not_terminated->message, "no answer");
}

}  // namespace
}  // namespace cloudx::ssm
