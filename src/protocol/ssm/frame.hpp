#pragma once
// One message of the data channel: a header that tells its own length, then the payload. All
// integers are big-endian. Layout and rules as in amazon-ssm-agent and session-manager-plugin, and
// for the service's own messages as in the clients that run against it (mmmorris1975 and
// alexbacchin/ssm-session-client); docs/data-channel.md describes them. One websocket message holds
// one frame.

#include <cstdint>
#include <expected>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/uuid.hpp"

namespace cloudx::ssm {

// What agents and clients put before the payload.
inline constexpr std::size_t kFrameHeaderSize = 120;
// The size in messages that the service makes itself: they have no PayloadType.
inline constexpr std::size_t kServiceHeaderSize = 116;
// The largest payload of data that session-manager-plugin sends, in bytes.
inline constexpr std::size_t kOfficialPayload = 1024;

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
  too_short,      // less than the shortest header
  header_length,  // less than 112, or the payload would begin behind the end of the message
  no_type,        // MessageType is blank
  no_date,        // CreatedDate is 0
  digest,         // PayloadDigest is not the SHA-256 of the payload
};

[[nodiscard]] std::string_view describe(FrameError error);

// HeaderLength is the offset of PayloadLength: 112 from the service, 116 from agents, more from
// headers that grow one day. The payload is all that follows PayloadLength, whatever that says:
// session-manager-plugin never looks at it. Its digest counts, unless it is empty and says so.
//
// A message that fails here is to be discarded without an acknowledge. start_publication and
// pause_publication need no more than their MessageType, because what else they hold is not
// specified. A channel_closed is taken whatever its date, PayloadLength and digest say: a session
// that is over would only be waited for.
[[nodiscard]] std::expected<Frame, FrameError> decode_frame(ByteView message);

// Completes a frame whose payload (never empty) already stands at frame[kFrameHeaderSize].
void write_header(const FrameHeader& header, std::span<std::uint8_t> frame);

// `into` becomes the whole frame; its capacity is reused.
void encode_frame(const FrameHeader& header, ByteView payload, Bytes& into);

// Writes as the service does: HeaderLength 112, no PayloadType, MessageType padded with NUL.
// A client never sends it.
void encode_service_frame(const FrameHeader& header, ByteView payload, Bytes& into);

}  // namespace cloudx::ssm
