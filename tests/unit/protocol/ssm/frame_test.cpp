#include "protocol/ssm/frame.hpp"

#include <gtest/gtest.h>

namespace cloudx::ssm {
namespace {

Bytes sample(std::string_view payload = "hello") {
  FrameHeader header;
  header.type = MessageType::output_stream_data;
  header.created_ms = 1;
  header.payload_type = PayloadType::output;
  Bytes frame;
  encode_frame(header, as_bytes(payload), frame);
  return frame;
}

TEST(Frame, EveryTruncationIsRefused) {
  const Bytes whole = sample();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_frame(ByteView(whole).first(size)).has_value()) << size;
  }
}

TEST(Frame, TrailingByteIsRefused) {
  Bytes frame = sample();
  frame.push_back(0);
  EXPECT_EQ(decode_frame(frame).error(), FrameError::digest);
}

TEST(Frame, PayloadLengthThatDisagreesIsNoReasonToRefuse) {
  for (const std::uint32_t length : {0U, 4U, 6U, 0xFFFFFFFFU}) {
    Bytes frame = sample();
    store_be32(frame.data() + 116, length);
    const auto decoded = decode_frame(frame);
    ASSERT_TRUE(decoded.has_value()) << length;
    EXPECT_EQ(as_text(decoded->payload), "hello");
  }
}

// A header that grew covers the payload: it is not an empty message whose digest does not count.
TEST(Frame, PayloadHiddenByADamagedHeaderLengthIsRefused) {
  Bytes frame = sample("12345678");
  store_be32(frame.data(), 124);
  EXPECT_EQ(decode_frame(frame).error(), FrameError::digest);
}

TEST(Frame, EveryFlippedPayloadOrDigestBitIsRefused) {
  for (std::size_t at = 80; at < 112; ++at) {
    Bytes frame = sample();
    frame[at] ^= 1;
    EXPECT_EQ(decode_frame(frame).error(), FrameError::digest);
  }
}

TEST(Frame, BlankTypeAndZeroDateAreRefused) {
  Bytes frame = sample();
  std::fill_n(frame.begin() + 4, 32, std::uint8_t{' '});
  EXPECT_EQ(decode_frame(frame).error(), FrameError::no_type);
  frame = sample();
  std::fill_n(frame.begin() + 40, 8, std::uint8_t{0});
  EXPECT_EQ(decode_frame(frame).error(), FrameError::no_date);
}

TEST(Frame, HeaderLengthBelowTheServicesOrBeyondTheMessageIsRefused) {
  for (const std::uint32_t length : {0U, 108U, 111U, 122U, 0x7FFFFFFFU, 0xFFFFFFFCU, 0xFFFFFFFFU}) {
    Bytes frame = sample();
    store_be32(frame.data(), length);
    EXPECT_EQ(decode_frame(frame).error(), FrameError::header_length) << length;
  }
}

TEST(Frame, WrongHeaderLengthOfAnAgentsMessageIsRefusedByItsDigest) {
  for (const std::uint32_t length : {112U, 113U, 115U, 117U, 120U, 121U}) {
    Bytes frame = sample();
    store_be32(frame.data(), length);
    EXPECT_EQ(decode_frame(frame).error(), FrameError::digest) << length;
  }
}

TEST(Frame, StreamDataWithTheServicesHeaderHasNoPayloadType) {
  FrameHeader header;
  header.type = MessageType::output_stream_data;
  header.created_ms = 1;
  header.payload_type = PayloadType::output;
  Bytes frame;
  encode_service_frame(header, as_bytes("hello"), frame);
  const auto decoded = decode_frame(frame);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->header.payload_type, PayloadType::none);
  EXPECT_EQ(as_text(decoded->payload), "hello");
}

TEST(Frame, ChannelClosedIsTakenWhateverItsDateLengthAndDigestSay) {
  FrameHeader header;
  header.type = MessageType::channel_closed;
  Bytes frame;
  encode_service_frame(header, as_bytes("text"), frame);
  frame[100] ^= 1;                       // digest
  store_be32(frame.data() + 112, 1000);  // PayloadLength
  const auto decoded = decode_frame(frame);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->header.type, MessageType::channel_closed);
  EXPECT_EQ(as_text(decoded->payload), "text");
}

TEST(Frame, UnknownTypeDecodesAsUnknown) {
  Bytes frame = sample();
  frame[4] = 'X';
  const auto decoded = decode_frame(frame);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->header.type, MessageType::unknown);
}

TEST(Frame, PublicationMessagesNeedNothingButTheirType) {
  Bytes frame = sample();
  const std::string_view type = "pause_publication               ";
  std::ranges::copy(type, frame.begin() + 4);
  store_be32(frame.data(), 0);
  frame.back() ^= 1;
  EXPECT_EQ(decode_frame(frame)->header.type, MessageType::pause_publication);
  frame.resize(36);
  EXPECT_EQ(decode_frame(frame)->header.type, MessageType::pause_publication);
  frame.resize(35);
  EXPECT_EQ(decode_frame(frame).error(), FrameError::too_short);
}

}  // namespace
}  // namespace cloudx::ssm
