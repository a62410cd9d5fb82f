#include "net/websocket_frame.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace cloudx::net {
namespace {

Bytes frame(bool text, std::optional<FrameMask> mask, ByteView payload) {
  Bytes bytes(websocket_frame_size(payload.size(), mask.has_value()));
  write_websocket_frame(text, mask, payload, bytes);
  return bytes;
}

constexpr FrameMask kMask{0x37, 0xfa, 0x21, 0x3d};

// RFC 6455 section 5.7.
TEST(WebSocketFrame, UnmaskedTextIsAsInTheStandard) {
  EXPECT_EQ(hex(frame(true, std::nullopt, as_bytes("Hello"))), "810548656c6c6f");
}

TEST(WebSocketFrame, MaskedTextIsAsInTheStandard) {
  EXPECT_EQ(hex(frame(true, kMask, as_bytes("Hello"))), "818537fa213d7f9f4d5158");
}

TEST(WebSocketFrame, LengthsOfTheStandardsExamples) {
  const Bytes payload(65536);
  EXPECT_EQ(hex(frame(false, std::nullopt, ByteView(payload).first(256))).substr(0, 8), "827e0100");
  EXPECT_EQ(hex(frame(false, std::nullopt, payload)).substr(0, 20), "827f0000000000010000");
}

TEST(WebSocketFrame, LengthFieldGrowsAtItsBounds) {
  const Bytes payload(65536);
  for (const auto& [size, header] :
       {std::pair<std::size_t, std::size_t>{0, 2}, {125, 2}, {126, 4}, {65535, 4}, {65536, 10}}) {
    EXPECT_EQ(websocket_frame_size(size, false), header + size);
    EXPECT_EQ(websocket_frame_size(size, true), header + 4 + size);
  }
}

TEST(WebSocketFrame, EveryByteOfAnyLengthIsMasked) {
  for (std::size_t size = 0; size < 64; ++size) {
    Bytes payload(size);
    for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<std::uint8_t>(i * 7 + 1);
    const Bytes bytes = frame(false, kMask, payload);
    for (std::size_t i = 0; i < size; ++i) {
      EXPECT_EQ(bytes[6 + i], payload[i] ^ kMask[i % 4]) << size << " " << i;
    }
  }
}

}  // namespace
}  // namespace cloudx::net
