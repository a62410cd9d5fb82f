#pragma once
// One message of the data channel: a fixed header of 120 bytes, then the payload. All integers are
// big-endian. Layout and rules as in amazon-ssm-agent and session-manager-plugin;
// docs/data-channel.md describes them. One binary websocket message holds one frame.

#include <cstdint>
#include <expected>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/uuid.hpp"

namespace cloudx::ssm {

inline constexpr std::size_t kFrameHeaderSize = 120;

enum class MessageType : std::uint8_t {
  input_stream_data,    // client to agent, numbered
  output_stream_data,   // agent to client, numbered
  acknowledge,          // both ways, never numbered
  channel_closed,       // from the service: the session is over
  start_publication,    // from the service: the peer is connected (again)
  pause_publication,    // from the service: the peer is not connected
  agent_session_state,  // agent to service only
  unknown,              // any other name; to be ignored
};

[[nodiscard]] std::string_view name(MessageType type);

enum class PayloadType : std::uint32_t {
  none = 0,
  output = 1,  // raw bytes, in both directions
  error = 2,
  size = 3,
  parameter = 4,
  handshake_request = 5,
  handshake_response = 6,
  handshake_complete = 7,
  challenge_request = 8,
  challenge_response = 9,
  flag = 10,
  std_err = 11,
  exit_code = 12,
};

// The Flags field. Neither end evaluates it, but an acknowledge with another value than kSynFin has
// been reported to stall Windows agents.
inline constexpr std::uint64_t kNoFlags = 0;
inline constexpr std::uint64_t kSyn = 1;  // what the agent puts on its message number 0
inline constexpr std::uint64_t kSynFin = 3;

struct FrameHeader {
  MessageType type = MessageType::unknown;
  std::uint32_t schema_version = 1;
  std::uint64_t created_ms = 0;  // Unix time in milliseconds; 0 is not allowed
  std::int64_t sequence = 0;
  std::uint64_t flags = kNoFlags;
  Uuid id;
  PayloadType payload_type = PayloadType::none;
};

struct Frame {
  FrameHeader header;
  ByteView payload;  // a view of the decoded message
};

enum class FrameError : std::uint8_t {
  too_short,       // less than the fixed header
  header_length,   // not 116, the only value ever sent
  no_type,         // MessageType is blank
  no_date,         // CreatedDate is 0
  payload_length,  // PayloadLength is not the rest of the message
  digest,          // PayloadDigest is not the SHA-256 of the payload
};

[[nodiscard]] std::string_view describe(FrameError error);

// A message that fails here is to be discarded without an acknowledge. start_publication and
// pause_publication need no more than their MessageType: what else they hold is not specified.
[[nodiscard]] std::expected<Frame, FrameError> decode_frame(ByteView message);

// Completes a frame whose payload (never empty) already stands at frame[kFrameHeaderSize].
void write_header(const FrameHeader& header, std::span<std::uint8_t> frame);

// `into` becomes the whole frame; its capacity is reused.
void encode_frame(const FrameHeader& header, ByteView payload, Bytes& into);

}  // namespace cloudx::ssm
