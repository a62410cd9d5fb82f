#include "protocol/ssm/frame.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/crypto.hpp"

namespace cloudx::ssm {
namespace {

constexpr std::size_t kTypeAt = 4;
constexpr std::size_t kTypeSize = 32;
constexpr std::size_t kSchemaAt = 36;
constexpr std::size_t kCreatedAt = 40;
constexpr std::size_t kSequenceAt = 48;
constexpr std::size_t kFlagsAt = 56;
constexpr std::size_t kIdAt = 64;
constexpr std::size_t kDigestAt = 80;
constexpr std::size_t kPayloadTypeAt = 112;
constexpr std::size_t kPayloadLengthAt = 116;
constexpr std::uint32_t kHeaderLength = 116;  // counts up to PayloadLength

constexpr std::array<std::string_view, 7> kNames = {
    "input_stream_data", "output_stream_data", "acknowledge",        "channel_closed",
    "start_publication", "pause_publication",  "agent_session_state"};

// Senders pad with spaces; some third parties with NUL. Official receivers strip both.
std::string_view type_text(ByteView message) {
  std::string_view text = as_text(message.subspan(kTypeAt, kTypeSize));
  constexpr std::string_view kPadding("\0 \t\r\n", 5);
  const auto first = text.find_first_not_of(kPadding);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kPadding) - first + 1);
}

MessageType type_of(std::string_view text) {
  const auto at = std::ranges::find(kNames, text);
  return static_cast<MessageType>(at - kNames.begin());
}

// The halves of the UUID are swapped on the wire: its bytes 8..15 come first.
Uuid load_uuid(const std::uint8_t* at) {
  Uuid uuid;
  std::copy_n(at, 8, uuid.bytes.begin() + 8);
  std::copy_n(at + 8, 8, uuid.bytes.begin());
  return uuid;
}

void store_uuid(std::uint8_t* at, const Uuid& uuid) {
  std::copy_n(uuid.bytes.begin() + 8, 8, at);
  std::copy_n(uuid.bytes.begin(), 8, at + 8);
}

Frame load(ByteView message, MessageType type) {
  const std::uint8_t* at = message.data();
  Frame frame;
  frame.header.type = type;
  frame.header.schema_version = load_be32(at + kSchemaAt);
  frame.header.created_ms = load_be64(at + kCreatedAt);
  frame.header.sequence = static_cast<std::int64_t>(load_be64(at + kSequenceAt));
  frame.header.flags = load_be64(at + kFlagsAt);
  frame.header.id = load_uuid(at + kIdAt);
  frame.header.payload_type = static_cast<PayloadType>(load_be32(at + kPayloadTypeAt));
  frame.payload = message.subspan(kFrameHeaderSize);
  return frame;
}

}  // namespace

std::string_view name(MessageType type) {
  return type == MessageType::unknown ? "unknown" : kNames[static_cast<std::size_t>(type)];
}

std::string_view describe(FrameError error) {
  switch (error) {
    case FrameError::too_short:
      return "shorter than its header";
    case FrameError::header_length:
      return "header length is not 116";
    case FrameError::no_type:
      return "no message type";
    case FrameError::no_date:
      return "no creation date";
    case FrameError::payload_length:
      return "payload length does not match";
    case FrameError::digest:
      return "payload digest does not match";
  }
  return "invalid";
}

std::expected<Frame, FrameError> decode_frame(ByteView message) {
  if (message.size() < kTypeAt + kTypeSize) return std::unexpected(FrameError::too_short);
  const std::string_view text = type_text(message);
  const MessageType type = type_of(text);
  if (type == MessageType::start_publication || type == MessageType::pause_publication) {
    if (message.size() >= kFrameHeaderSize) return load(message, type);
    Frame bare;
    bare.header.type = type;
    return bare;
  }
  if (message.size() < kFrameHeaderSize) return std::unexpected(FrameError::too_short);
  if (load_be32(message.data()) != kHeaderLength) return std::unexpected(FrameError::header_length);
  if (text.empty()) return std::unexpected(FrameError::no_type);
  const Frame frame = load(message, type);
  if (frame.header.created_ms == 0) return std::unexpected(FrameError::no_date);
  if (load_be32(message.data() + kPayloadLengthAt) != frame.payload.size()) {
    return std::unexpected(FrameError::payload_length);
  }
  if (!frame.payload.empty() &&
      !std::ranges::equal(sha256(frame.payload), message.subspan(kDigestAt, 32))) {
    return std::unexpected(FrameError::digest);
  }
  return frame;
}

void write_header(const FrameHeader& header, std::span<std::uint8_t> frame) {
  const ByteView payload = frame.subspan(kFrameHeaderSize);
  std::uint8_t* at = frame.data();
  store_be32(at, kHeaderLength);
  const std::string_view text = name(header.type);
  std::fill_n(at + kTypeAt, kTypeSize, std::uint8_t{' '});
  std::ranges::copy(text, at + kTypeAt);
  store_be32(at + kSchemaAt, header.schema_version);
  store_be64(at + kCreatedAt, header.created_ms);
  store_be64(at + kSequenceAt, static_cast<std::uint64_t>(header.sequence));
  store_be64(at + kFlagsAt, header.flags);
  store_uuid(at + kIdAt, header.id);
  std::ranges::copy(sha256(payload), at + kDigestAt);
  store_be32(at + kPayloadTypeAt, static_cast<std::uint32_t>(header.payload_type));
  store_be32(at + kPayloadLengthAt, static_cast<std::uint32_t>(payload.size()));
}

void encode_frame(const FrameHeader& header, ByteView payload, Bytes& into) {
  into.resize(kFrameHeaderSize + payload.size());
  std::ranges::copy(payload, into.begin() + kFrameHeaderSize);
  write_header(header, into);
}

}  // namespace cloudx::ssm
