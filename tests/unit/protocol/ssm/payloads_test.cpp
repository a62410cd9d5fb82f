#include <gtest/gtest.h>

#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/control.hpp"
#include "protocol/ssm/handshake.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::ssm {
namespace {

std::optional<Acknowledge> acknowledge(std::string_view text) {
  return parse_acknowledge(as_bytes(text));
}

TEST(AcknowledgePayload, AnyKeyOrderAndUnknownKeysAreFine) {
  const auto parsed = acknowledge(
      R"( {"New":{"AcknowledgedMessageSequenceNumber":9,"a":[1,{"b":null}]},"IsSequentialMessage":true,)"
      R"("AcknowledgedMessageSequenceNumber":7, "AcknowledgedMessageId":"4f8c05e0-6f7c-4e1b-83d7-000000000010",)"
      R"("AcknowledgedMessageType":"output_stream_data","Pi":3.5} )");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->sequence, 7);
  EXPECT_EQ(parsed->type, MessageType::output_stream_data);
  EXPECT_EQ(to_string(parsed->id), "4f8c05e0-6f7c-4e1b-83d7-000000000010");
}

TEST(AcknowledgePayload, SequenceNumberAloneIsEnough) {
  EXPECT_EQ(acknowledge(R"({"AcknowledgedMessageSequenceNumber":0})")->sequence, 0);
  EXPECT_EQ(
      acknowledge(R"({"AcknowledgedMessageId":5,"AcknowledgedMessageSequenceNumber":3})")->sequence,
      3);
}

TEST(AcknowledgePayload, MissingOrUnusableNumberIsRefused) {
  for (const std::string_view text :
       {"", "{}", "[]", "7", "null", R"({"AcknowledgedMessageSequenceNumber":"7"})",
        R"({"AcknowledgedMessageSequenceNumber":-1})",
        R"({"AcknowledgedMessageSequenceNumber":1.5})",
        R"({"AcknowledgedMessageSequenceNumber":99999999999999999999})",
        R"({"x":{"AcknowledgedMessageSequenceNumber":7}})",
        R"({"AcknowledgedMessageSequenceNumber":7)", R"({"AcknowledgedMessageSequenceNumber":7}x)",
        R"([{"AcknowledgedMessageSequenceNumber":7}])"}) {
    EXPECT_FALSE(acknowledge(text).has_value()) << text;
  }
}

TEST(AcknowledgePayload, DeepOrLargeJsonIsRefused) {
  const std::string deep = R"({"AcknowledgedMessageSequenceNumber":7,"x":)" + std::string(40, '[') +
                           std::string(40, ']') + "}";
  EXPECT_FALSE(acknowledge(deep).has_value());
  const std::string large =
      R"({"AcknowledgedMessageSequenceNumber":7,"x":")" + std::string(5000, 'x') + "\"}";
  EXPECT_FALSE(acknowledge(large).has_value());
}

TEST(HandshakePayloads, DeepLargeOrForeignJsonIsRefused) {
  EXPECT_FALSE(parse_handshake_request(as_bytes(std::string(100, '['))).has_value());
  EXPECT_FALSE(parse_handshake_request(as_bytes("[]")).has_value());
  EXPECT_FALSE(parse_handshake_request(as_bytes(R"({"RequestedClientActions":[1]})")).has_value());
  const std::string large = R"({"AgentVersion":")" + std::string(70'000, '1') + "\"}";
  EXPECT_FALSE(parse_handshake_request(as_bytes(large)).has_value());
}

TEST(HandshakePayloads, WrongMemberTypesReadAsAbsent) {
  const auto request = parse_handshake_request(as_bytes(
      R"({"AgentVersion":3,"RequestedClientActions":[{"ActionType":"SessionType","ActionParameters":7}]})"));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->agent_version, "");
  EXPECT_EQ(request->actions.at(0).session_type, "");
}

TEST(ChannelClosedPayload, ControlCharactersAndQuotesSurvive) {
  ChannelClosed closed;
  closed.output = "\n\"a\\b\"\x01";
  const auto parsed = parse_channel_closed(as_bytes(format_channel_closed(closed)));
  EXPECT_EQ(parsed->output, closed.output);
}

TEST(FlagPayload, OtherSizesAndValuesAreRefused) {
  EXPECT_FALSE(parse_flag({}).has_value());
  EXPECT_FALSE(parse_flag(as_bytes(std::string_view("\0\0\0\2\0", 5))).has_value());
  EXPECT_FALSE(parse_flag(as_bytes(std::string_view("\0\0\0\0", 4))).has_value());
  EXPECT_FALSE(parse_flag(as_bytes(std::string_view("\0\0\0\4", 4))).has_value());
}

TEST(AgentVersion, OnlyFourNumbersParse) {
  EXPECT_EQ(parse_agent_version("3.2.1041.0"), (AgentVersion{3, 2, 1041, 0}));
  for (const std::string_view text :
       {"", "3", "3.2.1", "3.2.1.0.1", "3.2.1.x", "3.2..1", "3.2.1.0 ", "-1.2.3.4", "3.2.1."}) {
    EXPECT_FALSE(parse_agent_version(text).has_value()) << text;
  }
  EXPECT_LT((AgentVersion{3, 2, 999, 0}), kFirstAcknowledgingDuplicates);
}

TEST(Version, OfAClientHasFourNumbersAndIsNewerThanTheKeepalive) {
  EXPECT_TRUE(is_client_version(kClientVersion));
  for (const char* text : {"1.2.331.1", "1.2.707.0", "2.0.0.0"}) {
    EXPECT_TRUE(is_client_version(text)) << text;
  }
  for (const char* text : {"", "1.2.331.0", "1.1.999.0", "1.2.707", "1.2.707.0.1", "1.2.707.x",
                           " 1.2.707.0", "v1.2.707.0", "1.2.707.0\n", "1.2.-7.0"}) {
    EXPECT_FALSE(is_client_version(text)) << text;
  }
}

TEST(AgentVersion, MultiplexerIsThereInStrictlyNewerOnes) {
  for (const std::string_view version : {"", "3.0.195.9", "3.0.196.0", "2.3.1319.0", "4"}) {
    EXPECT_FALSE(has_multiplexer(version)) << version;
  }
  for (const std::string_view version : {"3.0.196.1", "3.0.197.0", "3.1.0.0", "4.0.0.0"}) {
    EXPECT_TRUE(has_multiplexer(version)) << version;
  }
}

TEST(AgentVersion, KeepaliveIsForThoseThatCheckIt) {
  for (const std::string_view version : {"", "3.0.197.0", "3.1.1446.0", "3.1.1511.0"}) {
    EXPECT_TRUE(wants_keepalive(version)) << version;
  }
  for (const std::string_view version : {"3.1.1511.1", "3.1.1575.0", "3.3.1142.0", "4.0.0.0"}) {
    EXPECT_FALSE(wants_keepalive(version)) << version;
  }
}

}  // namespace
}  // namespace cloudx::ssm
