// The golden vectors of tests/data/datachannel and tests/data/sessions.

#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "os/file.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/control.hpp"
#include "protocol/ssm/encryption.hpp"
#include "protocol/ssm/frame.hpp"
#include "protocol/ssm/handshake.hpp"
#include "protocol/ssm/rto.hpp"

namespace cloudx::ssm {
namespace {

namespace json = boost::json;

json::value load(const std::string& name, const std::string& folder = "datachannel") {
  const auto text = os::read_file(std::string(CLOUDX_TEST_DATA) + "/" + folder + "/" + name);
  EXPECT_TRUE(text.has_value());
  return json::parse(*text);
}

std::string text_of(const json::value& object, std::string_view key) {
  return std::string(std::string_view(object.at(key).as_string()));
}

Bytes hex_of(const json::value& object, std::string_view key) {
  return unhex(text_of(object, key)).value();
}

FrameHeader header_of(const json::value& vector) {
  FrameHeader header;
  const std::string type = text_of(vector, "messageType");
  while (name(header.type) != type || header.type == MessageType::unknown) {
    const auto next = (static_cast<int>(header.type) + 1) % 8;
    header.type = static_cast<MessageType>(next);
  }
  header.schema_version = vector.at("schemaVersion").to_number<std::uint32_t>();
  header.created_ms = vector.at("createdDate").to_number<std::uint64_t>();
  header.sequence = vector.at("sequenceNumber").to_number<std::int64_t>();
  header.flags = vector.at("flags").to_number<std::uint64_t>();
  header.id = parse_uuid(text_of(vector, "messageId")).value();
  if (const auto& payload_type = vector.at("payloadType"); !payload_type.is_null()) {
    header.payload_type = static_cast<PayloadType>(payload_type.to_number<std::uint32_t>());
  }
  return header;
}

void expect_equal(const FrameHeader& got, const FrameHeader& want) {
  EXPECT_EQ(got.type, want.type);
  EXPECT_EQ(got.schema_version, want.schema_version);
  EXPECT_EQ(got.created_ms, want.created_ms);
  EXPECT_EQ(got.sequence, want.sequence);
  EXPECT_EQ(got.flags, want.flags);
  EXPECT_EQ(got.id, want.id);
  EXPECT_EQ(got.payload_type, want.payload_type);
}

TEST(DataChannelVectors, MessagesDecodeAndEncodeByteForByte) {
  const json::value file = load("messages.json");
  const auto& messages = file.at("messages").as_array();
  ASSERT_EQ(messages.size(), 32U);
  for (const auto& vector : messages) {
    SCOPED_TRACE(text_of(vector, "name"));
    const Bytes wire = hex_of(vector, "wireHex");
    const auto frame = decode_frame(wire);
    ASSERT_EQ(frame.has_value(), vector.at("valid").as_bool());
    if (!frame) continue;
    const FrameHeader header = header_of(vector);
    expect_equal(frame->header, header);
    const Bytes payload = unbase64(text_of(vector, "payloadBase64")).value();
    EXPECT_EQ(Bytes(frame->payload.begin(), frame->payload.end()), payload);
    if (text_of(vector, "name") == "output_nul_padded_type") continue;  // we pad with spaces
    Bytes encoded;
    encode_frame(header, payload, encoded);
    EXPECT_EQ(hex(encoded), hex(wire));
  }
}

TEST(DataChannelVectors, InvalidMessagesAreRefusedForTheirOwnReason) {
  const json::value file = load("messages.json");
  for (const auto& vector : file.at("messages").as_array()) {
    const std::string name = text_of(vector, "name");
    const auto frame = decode_frame(hex_of(vector, "wireHex"));
    if (name == "invalid_digest") EXPECT_EQ(frame.error(), FrameError::digest);
    if (name == "invalid_truncated_header") EXPECT_EQ(frame.error(), FrameError::header_length);
    if (name == "invalid_header_length") EXPECT_EQ(frame.error(), FrameError::header_length);
  }
}

// Two of the damaged ones count all the same: a channel_closed is taken whatever its PayloadLength
// and digest say.
bool is_taken(const json::value& vector) {
  const std::string vector_name = text_of(vector, "name");
  return vector.at("valid").as_bool() || vector_name == "bad_length_at_112" ||
         vector_name == "bad_digest";
}

TEST(DataChannelVectors, MessagesThatTheServiceMakesAreReadAndWritten) {
  const json::value file = load("service_messages.json", "sessions");
  int read = 0;
  for (const auto& vector : file.at("messages").as_array()) {
    SCOPED_TRACE(text_of(vector, "name"));
    const Bytes wire = hex_of(vector, "wireHex");
    const auto frame = decode_frame(wire);
    ASSERT_EQ(frame.has_value(), is_taken(vector));
    if (!vector.at("valid").as_bool()) continue;
    ++read;
    if (text_of(vector, "name") == "fixed_layout_trap") {  // has no fields to compare with
      EXPECT_TRUE(parse_channel_closed(frame->payload).has_value());
      continue;
    }
    const FrameHeader header = header_of(vector);
    const Bytes payload = unbase64(text_of(vector, "payloadBase64")).value();
    EXPECT_EQ(frame->header.type, header.type);
    EXPECT_EQ(Bytes(frame->payload.begin(), frame->payload.end()), payload);
    if (header.type == MessageType::channel_closed) {
      const auto text = json::parse(as_text(payload));
      EXPECT_EQ(parse_channel_closed(frame->payload)->output, text_of(text, "Output"));
    }
    // The digest of nothing is the sender's affair.
    if (vector.at("headerLength").to_number<int>() != 112 || payload.empty()) continue;
    Bytes encoded;
    encode_service_frame(header, payload, encoded);
    EXPECT_EQ(hex(encoded), hex(wire));
  }
  EXPECT_EQ(read, 15);
}

TEST(DataChannelVectors, MessagesOfEachKindOfSessionAreReadAndWritten) {
  const json::value file = load("messages.json", "sessions");
  const auto& messages = file.at("messages").as_array();
  ASSERT_EQ(messages.size(), 45U);
  for (const auto& vector : messages) {
    SCOPED_TRACE(text_of(vector, "name"));
    const Bytes wire = hex_of(vector, "wireHex");
    const auto frame = decode_frame(wire);
    ASSERT_TRUE(frame.has_value());
    const FrameHeader header = header_of(vector);
    expect_equal(frame->header, header);
    const Bytes payload = unbase64(text_of(vector, "payloadBase64")).value();
    EXPECT_EQ(Bytes(frame->payload.begin(), frame->payload.end()), payload);
    switch (header.payload_type) {
      case PayloadType::size:
        EXPECT_TRUE(parse_size(payload));
        break;
      case PayloadType::handshake_request:
        EXPECT_TRUE(parse_handshake_request(payload));
        break;
      case PayloadType::handshake_response:
        EXPECT_TRUE(parse_handshake_response(payload));
        break;
      case PayloadType::handshake_complete:
        EXPECT_TRUE(parse_handshake_complete(payload));
        break;
      case PayloadType::flag:
        EXPECT_TRUE(parse_flag(payload));
        break;
      default:
        break;
    }
    if (text_of(vector, "typePadding") != "space") continue;  // we pad with spaces
    Bytes encoded;
    encode_frame(header, payload, encoded);
    EXPECT_EQ(hex(encoded), hex(wire));
  }
}

// Parses the payload and writes it again.
std::string rewritten(const std::string& name, PayloadType type, MessageType message,
                      ByteView payload) {
  switch (type) {
    case PayloadType::size:
      return format_size(parse_size(payload).value());
    case PayloadType::handshake_request:
      return format_handshake_request(parse_handshake_request(payload).value());
    case PayloadType::handshake_response:
      return format_handshake_response(parse_handshake_response(payload).value());
    case PayloadType::handshake_complete:
      return format_handshake_complete(parse_handshake_complete(payload).value());
    case PayloadType::challenge_request:
    case PayloadType::challenge_response:
      return format_challenge(parse_challenge(payload).value());
    case PayloadType::flag: {
      const Bytes flag = format_flag(parse_flag(payload).value());
      return std::string(as_text(flag));
    }
    default:
      break;
  }
  if (message == MessageType::channel_closed) {
    return format_channel_closed(parse_channel_closed(payload).value());
  }
  if (message == MessageType::acknowledge) {
    AcknowledgeBuffer buffer;
    return std::string(as_text(format_acknowledge(parse_acknowledge(payload).value(), buffer)));
  }
  ADD_FAILURE() << "no payload codec for " << name;
  return {};
}

TEST(DataChannelVectors, StructuredPayloadsSurviveParsingAndFormatting) {
  const json::value file = load("messages.json");
  int count = 0;
  for (const auto& vector : file.at("messages").as_array()) {
    const FrameHeader header = header_of(vector);
    const bool raw = header.payload_type == PayloadType::output ||
                     header.payload_type == PayloadType::std_err ||
                     header.payload_type == PayloadType::exit_code ||
                     header.type == MessageType::start_publication ||
                     header.type == MessageType::pause_publication;
    if (raw || !vector.at("valid").as_bool()) continue;
    const std::string name = text_of(vector, "name");
    SCOPED_TRACE(name);
    const Bytes payload = unbase64(text_of(vector, "payloadBase64")).value();
    EXPECT_EQ(rewritten(name, header.payload_type, header.type, payload), as_text(payload));
    ++count;
  }
  EXPECT_EQ(count, 19);
}

TEST(DataChannelVectors, OpenMessageIsWrittenByteForByte) {
  const json::value file = load("open_data_channel.json");
  const std::string message = text_of(file.at(0), "message");
  const auto open = parse_open(message);
  ASSERT_TRUE(open.has_value());
  EXPECT_EQ(open->token.reveal(), "AAEAAfakeTokenValue==");
  EXPECT_EQ(format_open(*open), message);
}

TEST(DataChannelVectors, RoundTripEstimatorFollowsTheOfficialOne) {
  const json::value file = load("rto.json");
  RttEstimator estimator;
  EXPECT_EQ(estimator.timeout().count(), file.at("initial").at("rtoMs").to_number<double>());
  for (const auto& step : file.at("steps").as_array()) {
    estimator.add(Millis(step.at("sampleMs").to_number<double>()));
    EXPECT_NEAR(estimator.variation().count(), step.at("rttVarMs").to_number<double>(), 1e-5);
    EXPECT_NEAR(estimator.rtt().count(), step.at("rttMs").to_number<double>(), 1e-5);
    EXPECT_NEAR(estimator.timeout().count(), step.at("rtoMs").to_number<double>(), 1e-5);
  }
}

TEST(DataChannelVectors, EncryptionSealsOpensAndSplitsTheKey) {
  const json::value file = load("encryption.json");
  const Bytes data_key = hex_of(file, "dataKeyPlaintextHex");
  const SessionKeys keys(ByteView(data_key).first<kDataKeySize>());
  ASSERT_EQ(file.at("cases").as_array().size(), 6U);
  for (const auto& vector : file.at("cases").as_array()) {
    SCOPED_TRACE(text_of(vector, "name"));
    const bool to_agent = text_of(vector, "direction") == "client->agent";
    const AesKey& key = to_agent ? keys.client_to_agent : keys.agent_to_client;
    const Bytes plaintext = hex_of(vector, "plaintextHex");
    const Bytes nonce_bytes = hex_of(vector, "nonceHex");
    Nonce nonce;
    std::ranges::copy(nonce_bytes, nonce.begin());
    Bytes sealed(plaintext.size() + kSealOverhead);
    key.seal(nonce, plaintext, sealed);
    EXPECT_EQ(hex(sealed), text_of(vector, "sealedHex"));
    EXPECT_EQ(key.open(sealed), plaintext);
    sealed.back() ^= 1;
    EXPECT_FALSE(key.open(sealed).has_value());
    EXPECT_FALSE(key.open(ByteView(sealed).first(kSealOverhead - 1)).has_value());
  }
}

}  // namespace
}  // namespace cloudx::ssm
