#include "net/frame_opcodes.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "net/websocket_frame.hpp"

namespace cloudx::net {
namespace {

constexpr std::string_view kAnswer =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

Bytes frame(bool text, std::size_t size, std::uint8_t fill = 0x81) {
  const Bytes payload(size, fill);
  Bytes whole(websocket_frame_size(size, false));
  write_websocket_frame(text, std::nullopt, payload, whole);
  return whole;
}

void append(Bytes& to, const Bytes& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// What comes out when all of it comes in pieces of that size.
Bytes passed(Bytes bytes, std::size_t piece) {
  FrameOpcodes opcodes;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    opcodes.pass(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at)));
  }
  return bytes;
}

TEST(FrameOpcodes, TextBecomesBinaryAndNothingElseChanges) {
  const auto answer = as_bytes(kAnswer);
  Bytes read(answer.begin(), answer.end());
  Bytes wanted = read;
  for (const std::size_t size : {0U, 1U, 125U, 126U, 1024U, 65535U, 65536U, 70000U}) {
    for (const bool text : {true, false}) {
      append(read, frame(text, size));
      append(wanted, frame(false, size));
    }
  }
  const Bytes ping = {0x89, 0x02, 0x01, 0x01};
  append(read, ping);
  append(wanted, ping);
  append(read, frame(true, 3));
  append(wanted, frame(false, 3));
  for (const std::size_t piece : {1U, 2U, 7U, 4096U, 1U << 20}) {
    EXPECT_EQ(passed(read, piece), wanted) << piece;
  }
}

}  // namespace
}  // namespace cloudx::net
