// Transcripts of one session against a scripted peer, with a clock that only moves when told to.

#include "protocol/ssm/channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/ssm/control.hpp"
#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ChannelOpening, FirstMessageIsTextWithTokenAndVersion) {
  Session session(port_options());
  EXPECT_EQ(session.channel.phase(), Phase::connecting);
  session.channel.opened(Secret("the-token"), session.now());
  const auto sent = session.sent();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_TRUE(sent[0].text);
  const auto open = parse_open(sent[0].payload);
  EXPECT_EQ(open->token.reveal(), "the-token");
  EXPECT_EQ(open->client_version, "1.2.764.0");
  EXPECT_TRUE(parse_uuid(open->client_id).has_value());
}

TEST(ChannelOpening, HandshakeIsAcknowledgedAnsweredOnceAndCompleted) {
  Session session(port_options());
  session.channel.opened(Secret("t"), session.now());
  session.sent();
  session.receive(stream_frame(0, PayloadType::handshake_request, kPortRequest));
  const auto sent = session.sent();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].header.type, MessageType::acknowledge);
  EXPECT_EQ(sent[0].header.flags, kSynFin);
  EXPECT_EQ(sent[0].header.sequence, 0);
  EXPECT_EQ(sent[1].header.payload_type, PayloadType::handshake_response);
  EXPECT_EQ(sent[1].header.flags, kNoFlags);
  EXPECT_THAT(sent[1].payload, HasSubstr(R"("ClientVersion":"1.2.764.0")"));
  session.receive(stream_frame(0, PayloadType::handshake_request, kPortRequest));
  EXPECT_THAT(session.sent_numbers(), IsEmpty());
  session.receive(stream_frame(1, PayloadType::handshake_complete, kComplete));
  EXPECT_EQ(session.channel.phase(), Phase::open);
}

TEST(ChannelOpening, VersionThatIsChosenIsToldToServiceAndAgent) {
  ChannelOptions options = port_options();
  options.client_version = "1.2.804.0";
  Session session(options);
  session.channel.opened(Secret("t"), session.now());
  EXPECT_EQ(parse_open(session.sent().at(0).payload)->client_version, "1.2.804.0");
  session.receive(stream_frame(0, PayloadType::handshake_request, kPortRequest));
  EXPECT_THAT(session.sent().at(1).payload, HasSubstr(R"("ClientVersion":"1.2.804.0")"));
}

TEST(ChannelOpening, SecondRequestWithANewNumberGetsNoSecondResponse) {
  Session session(port_options());
  session.channel.opened(Secret("t"), session.now());
  session.receive(stream_frame(0, PayloadType::handshake_request, kPortRequest));
  session.receive(stream_frame(1, PayloadType::handshake_request, kPortRequest));
  EXPECT_THAT(session.sent_numbers(), ElementsAre(0));
}

TEST(ChannelOpening, NoDataIsTakenBeforeTheHandshakeIsComplete) {
  Session session(port_options());
  EXPECT_EQ(session.type("SSH-2.0"), 0U);
  session.channel.opened(Secret("t"), session.now());
  EXPECT_EQ(session.type("SSH-2.0"), 0U);
  session.receive(stream_frame(0, PayloadType::handshake_request, kPortRequest));
  EXPECT_EQ(session.type("SSH-2.0"), 0U);
  session.receive(stream_frame(1, PayloadType::handshake_complete, kComplete));
  EXPECT_EQ(session.type("SSH-2.0"), 7U);
}

TEST(ChannelOpening, NoDataIsTakenForAMomentAfterAHandshakeAcrossAShortWay) {
  for (const int round_trip : {4, 40}) {
    ChannelOptions options = port_options();
    options.settling_time = milliseconds(10);
    Session session(options);
    session.channel.opened(Secret("t"), session.now());
    session.receive(stream_frame(0, PayloadType::handshake_request, kPortRequest));
    session.sent();
    session.advance(milliseconds(round_trip));
    session.receive(acknowledge_frame(0));
    session.receive(stream_frame(1, PayloadType::handshake_complete, kComplete));
    EXPECT_EQ(session.channel.accepts_input(), round_trip == 40);
    EXPECT_TRUE(session.channel.deadline(session.now()).has_value() == (round_trip == 4));
    session.advance(milliseconds(10));
    session.channel.tick(session.now());
    EXPECT_TRUE(session.channel.accepts_input());
  }
}

TEST(ChannelOpening, OutputWithoutAHandshakeIsNotAPortSession) {
  Session session(port_options());
  session.channel.opened(Secret("t"), session.now());
  session.receive(output_frame(0, "sh-5.2$ "));
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::failed);
  EXPECT_THAT(session.local(), IsEmpty());
}

TEST(ChannelOpening, SilentAgentEndsTheHandshakeInTime) {
  Session session(port_options());
  session.channel.opened(Secret("t"), session.now());
  session.sent();
  session.advance(milliseconds(29'999));
  session.channel.tick(session.now());
  EXPECT_FALSE(session.channel.end().has_value());
  session.to_deadline();
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::failed);
  EXPECT_THAT(session.channel.end()->text, HasSubstr("did not start the handshake within 30 s"));
}

TEST(ChannelOpening, GarbageAloneEndsTheSession) {
  Session session(port_options());
  session.open();
  for (int i = 0; i < 31; ++i) session.receive(Bytes(200, 0xEE));
  EXPECT_FALSE(session.channel.end().has_value());
  session.receive(output_frame(2, "fine"));
  for (int i = 0; i < 32; ++i) session.receive(Bytes(200, 0xEE));
  EXPECT_THAT(session.channel.end()->text, HasSubstr("format"));
}

TEST(ChannelOpening, CompletionWithoutRequestFails) {
  Session session(port_options());
  session.channel.opened(Secret("t"), session.now());
  session.receive(stream_frame(0, PayloadType::handshake_complete, kComplete));
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::failed);
}

TEST(ChannelOpening, LostAcknowledgeOfTheResponseDoesNotMatterOnceComplete) {
  Session session(port_options());
  session.channel.opened(Secret("t"), session.now());
  session.receive(stream_frame(0, PayloadType::handshake_request, kPortRequest));
  session.sent();
  session.receive(stream_frame(1, PayloadType::handshake_complete, kComplete));
  EXPECT_TRUE(session.channel.window().empty());
}

TEST(ChannelData, LocalBytesAreCutIntoMessagesOfThePayloadSize) {
  Session session(port_options());
  session.open();
  const std::string data(2500, 'x');
  EXPECT_EQ(session.type(data), 2500U);
  const auto sent = session.sent_stream();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_EQ(sent[0].payload.size(), 1024U);
  EXPECT_EQ(sent[2].payload.size(), 452U);
  EXPECT_EQ(sent[0].header.sequence, 1);
  EXPECT_EQ(sent[0].header.payload_type, PayloadType::output);
}

TEST(ChannelData, NothingIsSentForAnEmptyWrite) {
  Session session(port_options());
  session.open();
  EXPECT_EQ(session.type(""), 0U);
  EXPECT_THAT(session.sent(), IsEmpty());
}

TEST(ChannelData, ReorderedOutputIsDeliveredInOrderAndAcknowledgedAtOnce) {
  Session session(port_options());
  session.open();
  session.receive(output_frame(4, "c"));
  session.receive(output_frame(3, "b"));
  EXPECT_EQ(session.local(), "");
  EXPECT_THAT(session.acknowledged(), ElementsAre(4, 3));
  session.receive(output_frame(2, "a"));
  EXPECT_EQ(session.local(), "abc");
  EXPECT_THAT(session.acknowledged(), ElementsAre(2));
}

TEST(ChannelData, FullReorderBufferDropsWithoutAcknowledge) {
  ChannelOptions options = port_options();
  options.reorder.messages = 1;
  Session session(options);
  session.open();
  session.receive(output_frame(3, "b"));
  session.receive(output_frame(4, "c"));
  EXPECT_THAT(session.acknowledged(), ElementsAre(3));
  session.receive(output_frame(2, "a"));
  session.receive(output_frame(4, "c"));
  EXPECT_EQ(session.local(), "abc");
}

// session-manager-plugin keeps as many.
TEST(ChannelData, LostMessageWithTenThousandBehindItLosesNone) {
  Session session(port_options());
  session.open();
  const std::string payload(1024, 'x');
  for (std::int64_t number = 3; number < 10'003; ++number) {
    session.receive(output_frame(number, payload));
    EXPECT_EQ(session.channel.read_pause(), milliseconds(0));
    ASSERT_EQ(session.acknowledged().size(), 1U) << number;
  }
  std::size_t delivered = 0;
  session.receive(output_frame(2, payload));
  while (session.channel.has_output()) delivered += session.local().size();
  EXPECT_EQ(delivered, 10'001U * 1024);
}

TEST(ChannelData, WebsocketIsReadSlowlyWhenTheBufferBehindAGapGetsFull) {
  ChannelOptions options = port_options();
  options.reorder.bytes = 100;
  Session session(options);
  session.open();
  session.receive(output_frame(3, std::string(50, 'a')));
  EXPECT_EQ(session.channel.read_pause(), milliseconds(0));
  session.receive(output_frame(4, std::string(25, 'b')));
  EXPECT_EQ(session.channel.read_pause(), milliseconds(25));
  session.receive(output_frame(5, std::string(25, 'c')));
  EXPECT_EQ(session.channel.read_pause(), milliseconds(50));
  session.receive(output_frame(2, "x"));
  EXPECT_EQ(session.channel.read_pause(), milliseconds(0));
}

TEST(ChannelData, WhatFindsTheLocalBufferFullIsKeptAsLongAsThereIsRoom) {
  ChannelOptions options = port_options();
  options.output_buffer = 10;
  options.reorder.bytes = 4;
  Session session(options);
  session.open();
  session.receive(output_frame(2, "12345678"));
  EXPECT_TRUE(session.channel.wants_messages());
  session.receive(output_frame(3, "abc"));
  EXPECT_FALSE(session.channel.wants_messages());
  session.receive(output_frame(4, "def"));
  EXPECT_THAT(session.acknowledged(), ElementsAre(2, 3));
  EXPECT_EQ(session.local(), "12345678abc");
  EXPECT_TRUE(session.channel.wants_messages());
  session.receive(output_frame(4, "def"));
  EXPECT_THAT(session.acknowledged(), ElementsAre(4));
  EXPECT_EQ(session.local(), "def");
}

TEST(ChannelData, BytesTakenButNotWrittenStillCountAgainstTheBound) {
  ChannelOptions options = port_options();
  options.output_buffer = 10;
  Session session(options);
  session.open();
  session.receive(output_frame(2, "12345678"));
  Bytes held;
  session.channel.take_output(held);
  session.receive(output_frame(3, "abc"));
  session.receive(output_frame(4, "later"));
  EXPECT_FALSE(session.channel.has_output());
  session.channel.output_written(held.size(), session.now());
  EXPECT_THAT(session.acknowledged(), ElementsAre(2, 3, 4));
  EXPECT_EQ(session.local(), "abclater");
}

TEST(ChannelData, StoredOutputThatWaitsForTheLocalSideIsDeliveredWhenItDrains) {
  ChannelOptions options = port_options();
  options.output_buffer = 4;
  Session session(options);
  session.open();
  session.receive(output_frame(3, "5678"));
  session.receive(output_frame(2, "1234"));
  session.receive(output_frame(3, "5678"));  // stored already: acknowledged again, not twice
  EXPECT_THAT(session.acknowledged(), ElementsAre(3, 2, 3));
  EXPECT_EQ(session.local(), "12345678");
}

TEST(ChannelData, ForeignPayloadsAreAcknowledgedAndNeverReachTheLocalSide) {
  Session session(port_options());
  session.open();
  session.receive(stream_frame(2, PayloadType::std_err, "oops"));
  session.receive(stream_frame(3, PayloadType::exit_code, "EXIT_CODE: 7"));
  session.receive(stream_frame(4, static_cast<PayloadType>(99), "new"));
  session.receive(stream_frame(5, PayloadType::output, ""));
  EXPECT_THAT(session.acknowledged(), ElementsAre(2, 3, 4, 5));
  EXPECT_EQ(session.local(), "");
}

TEST(ChannelData, MessagesThatAreNotForUsAreNotAcknowledged) {
  Session session(port_options());
  session.open();
  Bytes damaged = output_frame(2, "data");
  damaged.back() ^= 1;
  session.receive(damaged);
  Bytes unknown = output_frame(2, "data");
  unknown[4] = 'X';
  session.receive(unknown);
  session.receive(service_frame(MessageType::agent_session_state));
  EXPECT_THAT(session.sent(), IsEmpty());
}

TEST(ChannelPause, OnlyTheOldestIsRepeatedAndAllIsAfterStart) {
  Session session(port_options());
  session.open();
  session.type("a");
  EXPECT_THAT(session.sent_numbers(), ElementsAre(1));
  session.receive(service_frame(MessageType::pause_publication));
  EXPECT_EQ(session.type("b"), 1U);
  EXPECT_THAT(session.sent(), IsEmpty());
  session.advance(seconds(10));
  session.channel.tick(session.now());
  EXPECT_THAT(session.sent_numbers(), ElementsAre(1));
  session.receive(service_frame(MessageType::start_publication));
  EXPECT_THAT(session.sent_numbers(), ElementsAre(1, 2));
}

TEST(ChannelPause, OutputOfThePeerEndsThePause) {
  Session session(port_options());
  session.open();
  session.receive(service_frame(MessageType::pause_publication));
  session.receive(output_frame(2, "x"));
  EXPECT_FALSE(session.channel.window().paused());
}

TEST(ChannelPause, WhatIsTypedAfterALatePauseGoesOutAtOnceAndItsAcknowledgeEndsThePause) {
  Session session(port_options());
  session.open();
  session.receive(service_frame(MessageType::pause_publication));
  session.receive(service_frame(MessageType::start_publication));
  session.receive(service_frame(MessageType::pause_publication));
  session.type("a");
  EXPECT_THAT(session.sent_numbers(), ElementsAre(1));
  session.type("b");
  EXPECT_THAT(session.sent_numbers(), IsEmpty());
  session.receive(acknowledge_frame(1));
  EXPECT_THAT(session.sent_numbers(), ElementsAre(2));
}

TEST(ChannelPause, StartWithoutPauseRepeatsNothing) {
  Session session(port_options());
  session.open();
  session.type("a");
  session.sent();
  session.receive(service_frame(MessageType::start_publication));
  EXPECT_THAT(session.sent(), IsEmpty());
}

TEST(ChannelEncryption, DataIsSealedBothWaysAfterTheChallenge) {
  Session session(port_options());
  session.channel.opened(Secret("t"), session.now());
  session.receive(stream_frame(
      0, PayloadType::handshake_request,
      R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",)"
      R"("ActionParameters":{"SessionType":"Port","Properties":{"portNumber":"22"}}},)"
      R"({"ActionType":"KMSEncryption","ActionParameters":{"KMSKeyId":"k","Challenge":"AAEC"}}]})"));
  EXPECT_THAT(session.sent_numbers(), IsEmpty());
  ASSERT_TRUE(session.channel.take_data_key_request().has_value());
  DataKey key;
  key.plaintext = Secret(std::string(32, 'a') + std::string(32, 'b'));
  key.cipher_text_blob = to_bytes("blob");
  session.channel.data_key(key, session.now());
  EXPECT_THAT(session.sent_numbers(), ElementsAre(0));
  const SessionKeys keys(as_bytes(key.plaintext.reveal()).first<64>());
  const Bytes secret(64, 7);
  Bytes sealed(secret.size() + kSealOverhead);
  keys.agent_to_client.seal(Nonce{1}, secret, sealed);
  session.receive(stream_frame(1, PayloadType::challenge_request, format_challenge(sealed)));
  const auto reply = session.sent_stream();
  ASSERT_EQ(reply.size(), 1U);
  EXPECT_EQ(reply[0].header.payload_type, PayloadType::challenge_response);
  const auto answered = parse_challenge(as_bytes(reply[0].payload));
  EXPECT_EQ(keys.client_to_agent.open(*answered), secret);
  session.receive(stream_frame(2, PayloadType::handshake_complete, kComplete));

  session.type("up");
  const auto data = session.sent_stream();
  EXPECT_EQ(keys.client_to_agent.open(as_bytes(data.at(0).payload)), to_bytes("up"));
  Bytes down(4 + kSealOverhead);
  keys.agent_to_client.seal(Nonce{2}, as_bytes("down"), down);
  session.receive(output_frame(3, as_text(down)));
  EXPECT_EQ(session.local(), "down");
  session.receive(output_frame(4, "not sealed"));
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::failed);
}

TEST(ChannelEnding, ChannelClosedGivesItsTextAndWhatWasReceivedIsDelivered) {
  Session session(port_options());
  session.open();
  session.receive(output_frame(2, "last words"));
  session.receive(closed_frame("\n----------ERROR-------\nrefused"));
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::remote);
  EXPECT_THAT(session.channel.end()->text, HasSubstr("refused"));
  EXPECT_TRUE(session.channel.service_closed());
  EXPECT_EQ(session.local(), "last words");
  EXPECT_FALSE(session.channel.truncated());
  EXPECT_FALSE(session.channel.deadline(session.now()).has_value());
}

TEST(ChannelEnding, WhatWasSentAndNotAcknowledgedBeforeTheEndIsNoticed) {
  Session session(port_options());
  session.open();
  session.type("received");
  session.sent();
  session.receive(acknowledge_frame(1));
  EXPECT_FALSE(session.channel.undelivered());
  session.type("perhaps not");
  session.sent();
  session.receive(closed_frame(""));
  EXPECT_TRUE(session.channel.undelivered());
}

TEST(ChannelEnding, MembersOfTheServicesMessageHaveAnyCase) {
  Session session(port_options());
  session.open();
  session.receive(
      service_frame(MessageType::channel_closed, R"({"output":"ended","SessionID":"s"})"));
  EXPECT_EQ(session.channel.end()->text, "ended");
}

TEST(ChannelEnding, MissingOutputBeforeTheEndIsNoticed) {
  Session session(port_options());
  session.open();
  session.receive(output_frame(3, "b"));
  session.receive(closed_frame(""));
  EXPECT_EQ(session.local(), "");
  EXPECT_TRUE(session.channel.truncated());
}

TEST(ChannelEnding, TerminateSendsTheFlagAfterTheDataAndWaitsForItsAcknowledge) {
  Session session(port_options());
  session.open();
  session.type("data");
  session.channel.terminate(session.now());
  const auto sent = session.sent_stream();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[1].header.payload_type, PayloadType::flag);
  EXPECT_EQ(parse_flag(as_bytes(sent[1].payload)), Flag::terminate_session);
  session.receive(acknowledge_frame(1));
  EXPECT_EQ(session.channel.phase(), Phase::closing);
  session.receive(acknowledge_frame(2));
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::terminated);
  EXPECT_FALSE(session.channel.service_closed());
}

TEST(ChannelEnding, FlagWithoutAcknowledgeIsWaitedForTwoSeconds) {
  Session session(port_options());
  session.open();
  session.channel.terminate(session.now());
  session.sent();
  const TimePoint start = session.now().at;
  while (!session.channel.end()) {
    ASSERT_TRUE(session.to_deadline());
    session.sent();
  }
  EXPECT_EQ(session.now().at - start, seconds(2));
}

TEST(ChannelEnding, OldAgentAndUnparsableVersionGetNoFlag) {
  for (const std::string_view version : {"2.3.722.0", "2.3.722", "banana"}) {
    Session session(port_options());
    std::string request(kPortRequest);
    request.replace(request.find("3.3.1142.0"), 10, version);
    session.open(request);
    session.channel.terminate(session.now());
    EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::terminated) << version;
  }
}

TEST(ChannelEnding, TerminateDuringHandshakeOrWithoutWebsocketEndsAtOnce) {
  Session early(port_options());
  early.channel.opened(Secret("t"), early.now());
  early.channel.terminate(early.now());
  EXPECT_TRUE(early.channel.end().has_value());
  Session cut(port_options());
  cut.open();
  cut.channel.lost(cut.now());
  cut.channel.terminate(cut.now());
  EXPECT_TRUE(cut.channel.end().has_value());
}

TEST(ChannelEnding, WebsocketLostWhileClosingEnds) {
  Session session(port_options());
  session.open();
  session.channel.terminate(session.now());
  session.channel.lost(session.now());
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::terminated);
}

TEST(ChannelEnding, OutputIsAcknowledgedAndDiscardedOnceNobodyReadsIt) {
  Session session(port_options());
  session.open();
  session.receive(output_frame(2, "x"));
  session.channel.output_closed(session.now());
  session.receive(output_frame(3, "y"));
  EXPECT_THAT(session.acknowledged(), ElementsAre(2, 3));
  EXPECT_FALSE(session.channel.has_output());
  EXPECT_EQ(session.channel.phase(), Phase::closing);
}

TEST(ChannelEnding, ThreeThousandRepeatsFailTheSession) {
  Session session(port_options());
  session.open();
  session.type("x");
  session.sent();
  int repeats = 0;
  while (!session.channel.end() && repeats < 4000) {
    ASSERT_TRUE(session.to_deadline());
    repeats += static_cast<int>(session.sent().size());
  }
  EXPECT_EQ(repeats, 3000);
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::failed);
}

class HalfCloseTest : public testing::Test {
 protected:
  void SetUp() override {
    session.open();
    session.type("request");
    session.sent();
    session.channel.end_input(session.now());
  }
  Session session{port_options()};
};

TEST_F(HalfCloseTest, UndeliveredInputIsRepeatedForAsLongAsItTakes) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(session.to_deadline());
    session.sent();
  }
  EXPECT_FALSE(session.channel.end().has_value());
  EXPECT_EQ(session.channel.phase(), Phase::open);
}

TEST_F(HalfCloseTest, OutputGoesOnUntilTheRemoteIsQuietForFiveSeconds) {
  session.receive(acknowledge_frame(1));
  std::int64_t number = 2;
  for (int i = 0; i < 10; ++i) {
    session.advance(milliseconds(4999));
    session.channel.tick(session.now());
    ASSERT_EQ(session.channel.phase(), Phase::open);
    session.receive(output_frame(number++, "more"));
    EXPECT_EQ(session.local(), "more");
  }
  session.sent();
  const TimePoint start = session.now().at;
  session.to_deadline();
  EXPECT_EQ(session.now().at - start, seconds(5));
  EXPECT_EQ(session.channel.phase(), Phase::closing);
  EXPECT_EQ(session.sent_stream().at(0).header.payload_type, PayloadType::flag);
  session.receive(acknowledge_frame(2));
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::quiet);
}

TEST_F(HalfCloseTest, SlowLocalReaderDoesNotCountAsQuiet) {
  session.receive(acknowledge_frame(1));
  session.receive(output_frame(2, "big"));
  session.sent();
  EXPECT_FALSE(session.channel.deadline(session.now()).has_value());
  session.local();
  EXPECT_TRUE(session.channel.deadline(session.now()).has_value());
}

TEST_F(HalfCloseTest, PausedPeerMayBeQuietForLongerAndALostOneForEver) {
  session.receive(acknowledge_frame(1));
  session.receive(service_frame(MessageType::pause_publication));
  EXPECT_EQ(session.channel.deadline(session.now()), session.now().at + std::chrono::minutes(2));
  session.receive(service_frame(MessageType::start_publication));
  EXPECT_TRUE(session.channel.deadline(session.now()).has_value());
  session.channel.lost(session.now());
  EXPECT_FALSE(session.channel.deadline(session.now()).has_value());
}

TEST_F(HalfCloseTest, RemoteCloseEndsNormally) {
  session.receive(acknowledge_frame(1));
  session.receive(closed_frame(""));
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::remote);
  EXPECT_EQ(session.channel.end()->text, "");
}

}  // namespace
}  // namespace cloudx::ssm::test
