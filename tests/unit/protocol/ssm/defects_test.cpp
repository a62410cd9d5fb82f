// Defects of the official client (session-manager-plugin 1.2.677.0) that this one must not have.
//
// Of its known defects these do not apply to a core for raw Port sessions: panics and size limits
// of the local multiplexer and its unix socket, listening on the name "localhost", the terminal's
// exit code and stderr on stdout. Of the others, the reading of stdin, reconnecting, credentials
// and status text belong to the driver: see tests/unit/tunnel.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/ssm/channel.hpp"
#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm::test {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DefectTest : public testing::Test {
 protected:
  void SetUp() override { session.open(); }
  Session session{port_options()};
};

TEST_F(DefectTest, LoneNewlineStaysANewline) {
  session.type("\n");
  EXPECT_EQ(session.sent_stream().at(0).payload, "\n");
  session.receive(output_frame(2, "\n"));
  EXPECT_EQ(session.local(), "\n");
}

TEST_F(DefectTest, SmallWritesGoOutAtOnceWithoutAPause) {
  for (int i = 0; i < 100; ++i) {
    session.type("x");
    EXPECT_EQ(session.sent_stream().size(), 1U);
  }
}

TEST_F(DefectTest, FullWindowPushesBackAndDropsNothing) {
  ChannelOptions options = port_options();
  options.window.messages = 3;
  Session small(options);
  small.open();
  const std::string data(5000, 'x');
  EXPECT_EQ(small.type(data), 3 * 1024U);
  EXPECT_FALSE(small.channel.accepts_input());
  EXPECT_EQ(small.type("more"), 0U);
  EXPECT_THAT(small.sent_numbers(), ElementsAre(1, 2, 3));
  small.receive(acknowledge_frame(2));
  EXPECT_EQ(small.type(data), 1024U);
  small.channel.lost(small.now());
  small.channel.opened(Secret("t"), small.now());
  EXPECT_THAT(small.sent_numbers(), ElementsAre(1, 3, 4));
}

TEST_F(DefectTest, RepeatsFollowTheTimeOfTheLastRepeat) {
  session.type("x");
  session.sent();
  session.advance(milliseconds(200));
  EXPECT_THAT(session.sent_numbers(), ElementsAre(1));
  session.advance(milliseconds(100));
  EXPECT_THAT(session.sent_numbers(), IsEmpty());
}

TEST_F(DefectTest, WaitingInTheWindowIsNotPartOfTheRoundTrip) {
  session.type("x");
  session.advance(milliseconds(900));  // the websocket was busy
  session.sent();
  session.advance(milliseconds(100));
  session.receive(acknowledge_frame(1));
  EXPECT_EQ(session.channel.window().round_trip().rtt(), Millis(100));
}

TEST_F(DefectTest, CopiesThatCameBeforeTheAcknowledgeWasWrittenShareIt) {
  for (int i = 0; i < 3; ++i) session.receive(output_frame(2, "x"));
  EXPECT_THAT(session.acknowledged(), ElementsAre(2));
  session.receive(output_frame(2, "x"));
  EXPECT_THAT(session.acknowledged(), ElementsAre(2));
}

TEST_F(DefectTest, DuplicatesAreAcknowledgedAgainAndDeliveredOnce) {
  for (int i = 0; i < 3; ++i) {
    session.receive(output_frame(2, "once"));
    EXPECT_THAT(session.acknowledged(), ElementsAre(2));
  }
  EXPECT_EQ(session.local(), "once");
  session.receive(stream_frame(0, PayloadType::handshake_request, kPortRequest));
  const auto sent = session.sent();
  ASSERT_EQ(sent.size(), 1U);  // the acknowledge, no second response
}

TEST_F(DefectTest, DataDuringReconnectIsNumberedAndKept) {
  session.channel.lost(session.now());
  EXPECT_EQ(session.type("typed while away"), 16U);
  EXPECT_THAT(session.sent(), IsEmpty());
  session.channel.opened(Secret("t2"), session.now());
  const auto sent = session.sent_stream();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].payload, "typed while away");
}

TEST_F(DefectTest, UnsentAcknowledgesSurviveAReconnect) {
  session.receive(output_frame(2, "x"));
  session.channel.lost(session.now());
  session.channel.opened(Secret("t2"), session.now());
  EXPECT_THAT(session.acknowledged(), ElementsAre(2));
}

TEST_F(DefectTest, NothingIsDueWhileThereIsNoWebsocket) {
  session.type("x");
  session.sent();
  session.channel.lost(session.now());
  EXPECT_FALSE(session.channel.deadline(session.now()).has_value());
}

TEST_F(DefectTest, AcknowledgeRightAfterTheWriteIsNotMissed) {
  session.type("x");
  OutgoingFrame frame;
  ASSERT_TRUE(session.channel.next_frame(frame, session.now()));
  session.receive(acknowledge_frame(1));  // before the driver even reports the write as done
  EXPECT_TRUE(session.channel.window().empty());
}

TEST(Defect, ReorderedHandshakeGoesToTheHandshakeNotToTheData) {
  Session session(port_options());
  session.channel.opened(Secret("t"), session.now());
  session.receive(output_frame(2, "SSH-2.0-OpenSSH"));
  session.receive(stream_frame(1, PayloadType::handshake_complete, kComplete));
  EXPECT_EQ(session.local(), "");
  session.receive(stream_frame(0, PayloadType::handshake_request, kPortRequest));
  EXPECT_EQ(session.channel.phase(), Phase::open);
  EXPECT_EQ(session.local(), "SSH-2.0-OpenSSH");
  EXPECT_THAT(session.sent_numbers(), IsEmpty());  // answered by the agent's completion already
}

TEST(Defect, InvalidHandshakeIsAnErrorAndIsNotAcknowledged) {
  for (const auto& [type, payload] :
       {std::pair(PayloadType::handshake_request, "not json"),
        std::pair(PayloadType::challenge_request, R"({"Challenge":"AAAA"})"),
        std::pair(PayloadType::handshake_complete, "[]")}) {
    Session session(port_options());
    session.channel.opened(Secret("t"), session.now());
    session.sent();
    session.receive(stream_frame(0, type, payload));
    EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::failed);
    EXPECT_THAT(session.acknowledged(), IsEmpty());
  }
}

TEST(Defect, UnsupportedActionHasItsStatusInActionStatus) {
  Session session(port_options());
  session.channel.opened(Secret("t"), session.now());
  session.receive(stream_frame(
      0, PayloadType::handshake_request,
      R"({"AgentVersion":"9.0.0.0","RequestedClientActions":[{"ActionType":"New","ActionParameters":{}}]})"));
  EXPECT_THAT(session.sent_stream().at(0).payload,
              HasSubstr(R"("ActionType":"New","ActionStatus":3,"ActionResult":null)"));
}

TEST_F(DefectTest, HeaderLengthOutsideTheMessageIsDiscarded) {
  for (const std::uint32_t length : {0U, 117U, 100'000U, 0xFFFFFFFFU}) {
    Bytes frame = output_frame(2, "x");
    store_be32(frame.data(), length);
    session.receive(frame);
  }
  EXPECT_EQ(session.channel.discarded(), 4U);
  EXPECT_THAT(session.sent(), IsEmpty());
}

TEST_F(DefectTest, EndOfInputTerminatesTheSession) {
  session.channel.end_input(session.now());
  ASSERT_TRUE(session.to_deadline());
  EXPECT_EQ(session.sent_stream().at(0).header.payload_type, PayloadType::flag);
}

}  // namespace
}  // namespace cloudx::ssm::test
