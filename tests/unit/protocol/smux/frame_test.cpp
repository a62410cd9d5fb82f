#include "protocol/smux/frame.hpp"

#include <gtest/gtest.h>

#include "unit/protocol/smux/transport.hpp"

namespace cloudx::smux {
namespace {

std::span<const std::uint8_t, kHeaderSize> header_of(const Bytes& bytes) {
  return std::span(bytes).first<kHeaderSize>();
}

TEST(Frame, NumbersAreLittleEndian) {
  Bytes bytes(kHeaderSize);
  encode_header({.command = Command::psh, .length = 0x1234, .stream = 0x01020305},
                std::span(bytes).first<kHeaderSize>());
  EXPECT_EQ(bytes, (Bytes{1, 2, 0x34, 0x12, 5, 3, 2, 1}));
}

TEST(Frame, OnlyVersion1IsUnderstood) {
  Bytes bytes = frame(Command::nop, 0);
  for (const int version : {0, 2, 255}) {
    bytes[0] = static_cast<std::uint8_t>(version);
    EXPECT_EQ(decode_header(header_of(bytes)).error(), FrameError::version) << version;
  }
}

TEST(Frame, CommandsOfOtherVersionsAreRefused) {
  Bytes bytes = frame(Command::nop, 0);
  for (int command = 4; command < 256; ++command) {
    bytes[1] = static_cast<std::uint8_t>(command);
    EXPECT_EQ(decode_header(header_of(bytes)).error(), FrameError::command) << command;
  }
}

TEST(Frame, OnlyDataMayHaveAPayload) {
  for (const Command command : {Command::syn, Command::fin, Command::nop}) {
    EXPECT_EQ(decode_header(header_of(frame(command, 3, "x"))).error(), FrameError::length);
  }
}

TEST(FrameDecoder, CutAnywhereTheSameFramesComeOut) {
  Bytes stream = frame(Command::syn, 3);
  for (const Bytes& more : {frame(Command::psh, 3, "hello"), frame(Command::psh, 5),
                            frame(Command::nop, 0), frame(Command::fin, 3)}) {
    stream.insert(stream.end(), more.begin(), more.end());
  }
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    FrameDecoder decoder;
    std::string seen;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      ByteView part = ByteView(stream).subspan(at, std::min(size, stream.size() - at));
      while (const auto fragment = decoder.next(part).value()) {
        seen += as_text(fragment->payload);
        if (fragment->ends_frame) seen += '0' + static_cast<char>(fragment->frame.command);
      }
      EXPECT_TRUE(part.empty());
    }
    EXPECT_EQ(seen, "0hello2231") << size;
  }
}

TEST(FrameDecoder, TellsHowManyBytesAreMissing) {
  FrameDecoder decoder;
  EXPECT_EQ(decoder.missing(), 8U);
  const Bytes whole = frame(Command::psh, 3, "hello");
  ByteView rest = whole;
  ByteView part = rest.first(3);
  EXPECT_FALSE(decoder.next(part).value().has_value());
  EXPECT_EQ(decoder.missing(), 5U);
  part = rest.subspan(3, 5);
  EXPECT_FALSE(decoder.next(part).value().has_value());
  EXPECT_EQ(decoder.missing(), 5U);
  part = rest.subspan(8, 2);
  EXPECT_FALSE(decoder.next(part).value()->ends_frame);
  EXPECT_EQ(decoder.missing(), 3U);
}

TEST(FrameDecoder, PayloadsAreViewsOfWhatWasGiven) {
  const Bytes whole = frame(Command::psh, 3, "hello");
  ByteView rest = whole;
  EXPECT_EQ(FrameDecoder().next(rest).value()->payload.data(), whole.data() + kHeaderSize);
}

TEST(FrameDecoder, AfterAnErrorNothingIsDecodedAnyMore) {
  FrameDecoder decoder;
  Bytes bytes = frame(Command::nop, 0);
  bytes[0] = 7;
  ByteView rest = bytes;
  EXPECT_EQ(decoder.next(rest).error(), FrameError::version);
  const Bytes good = frame(Command::psh, 3, "hello");
  rest = good;
  EXPECT_EQ(decoder.next(rest).error(), FrameError::version);
}

}  // namespace
}  // namespace cloudx::smux
