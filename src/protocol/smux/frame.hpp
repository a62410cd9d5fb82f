#pragma once
// The frames of smux, version 1: a header of eight bytes, then the payload. Its two numbers are
// little-endian. Layout and commands as in github.com/xtaci/smux (frame.go, session.go), which is
// the agent's end; docs/smux.md describes them. Frames follow each other in one byte stream, which
// the data channel cuts into messages wherever it likes.

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.hpp"

namespace cloudx::smux {

using StreamId = std::uint32_t;

// From one stream of a client to its next; the numbers between are a server's.
inline constexpr StreamId kStreamStep = 2;
inline constexpr std::size_t kHeaderSize = 8;
// What the length field can say. The library sends half of it at most, but takes all of it.
inline constexpr std::size_t kLargestPayload = 65'535;

// The values are those on the wire. 4 (UPD, a window) belongs to version 2.
enum class Command : std::uint8_t {
  syn = 0,  // opens the stream
  fin = 1,  // the sender has closed the stream, in both directions
  psh = 2,  // bytes of the stream
  nop = 3,  // keepalive, on stream 0
};

struct FrameHeader {
  Command command = Command::nop;
  std::uint16_t length = 0;  // of the payload, in bytes; 0 unless the command is psh
  StreamId stream = 0;

  bool operator==(const FrameHeader&) const = default;
};

// After any of them it is not known where the next frame begins.
enum class FrameError : std::uint8_t {
  version,  // not 1
  command,  // not one of version 1
  length,   // a SYN, FIN or NOP with a payload: ends differ about what follows it
};

[[nodiscard]] std::string_view describe(FrameError error);

[[nodiscard]] std::expected<FrameHeader, FrameError> decode_header(
    std::span<const std::uint8_t, kHeaderSize> bytes);
void encode_header(const FrameHeader& header, std::span<std::uint8_t, kHeaderSize> into);

// So much of a frame as has come in one piece.
struct Fragment {
  FrameHeader frame;
  ByteView payload;  // a view of the bytes given; may be a part of the frame's payload
  bool ends_frame = true;
};

// Takes a stream apart that comes cut at any byte. Only headers are copied.
class FrameDecoder {
 public:
  // Takes the next fragment off the front of `bytes`; nullopt when they are used up. After an error
  // every further call gives it again.
  [[nodiscard]] std::expected<std::optional<Fragment>, FrameError> next(ByteView& bytes);

  // How many bytes complete the header, or the payload, that comes next; never 0.
  [[nodiscard]] std::size_t missing() const {
    return payload_left_ > 0 ? payload_left_ : kHeaderSize - header_size_;
  }

 private:
  std::array<std::uint8_t, kHeaderSize> header_{};
  std::size_t header_size_ = 0;
  FrameHeader frame_;
  std::size_t payload_left_ = 0;
};

}  // namespace cloudx::smux
