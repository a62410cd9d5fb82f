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
// HeaderLength: the offset of PayloadLength.
constexpr std::uint32_t kHeaderLength = 116;
constexpr std::uint32_t kServiceHeaderLength = 112;
constexpr std::size_t kLengthSize = 4;

constexpr std::array<std::string_view, 7> kNames = {
    "input_stream_data", "output_stream_data", "acknowledge",        "channel_closed",
    "start_publication", "pause_publication",  "agent_session_state"};

// Agents and clients pad with spaces, the service with NUL. Official receivers strip both.
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

// What stands before HeaderLength's end; a message has at least kServiceHeaderSize bytes.
FrameHeader load_header(ByteView message, MessageType type, std::size_t header_length) {
  const std::uint8_t* at = message.data();
  FrameHeader header;
  header.type = type;
  header.schema_version = load_be32(at + kSchemaAt);
  header.created_ms = load_be64(at + kCreatedAt);
  header.sequence = static_cast<std::int64_t>(load_be64(at + kSequenceAt));
  header.flags = load_be64(at + kFlagsAt);
  header.id = load_uuid(at + kIdAt);
  if (header_length >= kHeaderLength) {
    header.payload_type = static_cast<PayloadType>(load_be32(at + kPayloadTypeAt));
  }
  return header;
}

// Header and payload by what HeaderLength says, which is all that some messages need.
std::expected<Frame, FrameError> load(ByteView message, MessageType type) {
  if (message.size() < kServiceHeaderSize) return std::unexpected(FrameError::too_short);
  const std::size_t length = load_be32(message.data());
  if (length < kServiceHeaderLength || length > message.size() - kLengthSize) {
    return std::unexpected(FrameError::header_length);
  }
  return Frame{load_header(message, type, length), message.subspan(length + kLengthSize)};
}

bool digest_holds(ByteView message, ByteView payload) {
  // One that is empty only because its header is damaged states a length.
  if (payload.empty() && load_be32(message.data() + message.size() - kLengthSize) == 0) return true;
  return std::ranges::equal(sha256(payload), message.subspan(kDigestAt, 32));
}

// Everything but the payload's place and the length's, which depend on who writes.
void store_header(const FrameHeader& header, ByteView payload, std::uint8_t padding,
                  std::uint8_t* at) {
  const std::string_view text = name(header.type);
  std::fill_n(at + kTypeAt, kTypeSize, padding);
  std::ranges::copy(text, at + kTypeAt);
  store_be32(at + kSchemaAt, header.schema_version);
  store_be64(at + kCreatedAt, header.created_ms);
  store_be64(at + kSequenceAt, static_cast<std::uint64_t>(header.sequence));
  store_be64(at + kFlagsAt, header.flags);
  store_uuid(at + kIdAt, header.id);
  std::ranges::copy(sha256(payload), at + kDigestAt);
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
      return "its header does not end within it";
    case FrameError::no_type:
      return "no message type";
    case FrameError::no_date:
      return "no creation date";
    case FrameError::digest:
      return "payload digest does not match";
  }
  return "invalid";
}

std::expected<Frame, FrameError> decode_frame(ByteView message) {
  if (message.size() < kTypeAt + kTypeSize) return std::unexpected(FrameError::too_short);
  const std::string_view text = type_text(message);
  const MessageType type = type_of(text);
  auto frame = load(message, type);
  if (type == MessageType::start_publication || type == MessageType::pause_publication) {
    if (!frame) frame = Frame{{.type = type, .id = {}}, {}};
    return frame;
  }
  if (!frame || type == MessageType::channel_closed) return frame;
  if (text.empty()) return std::unexpected(FrameError::no_type);
  if (frame->header.created_ms == 0) return std::unexpected(FrameError::no_date);
  if (!digest_holds(message, frame->payload)) return std::unexpected(FrameError::digest);
  return frame;
}

void write_header(const FrameHeader& header, std::span<std::uint8_t> frame) {
  const ByteView payload = frame.subspan(kFrameHeaderSize);
  std::uint8_t* at = frame.data();
  store_be32(at, kHeaderLength);
  store_header(header, payload, ' ', at);
  store_be32(at + kPayloadTypeAt, static_cast<std::uint32_t>(header.payload_type));
  store_be32(at + kHeaderLength, static_cast<std::uint32_t>(payload.size()));
}

void encode_frame(const FrameHeader& header, ByteView payload, Bytes& into) {
  into.resize(kFrameHeaderSize + payload.size());
  std::ranges::copy(payload, into.begin() + kFrameHeaderSize);
  write_header(header, into);
}

void encode_service_frame(const FrameHeader& header, ByteView payload, Bytes& into) {
  into.resize(kServiceHeaderSize + payload.size());
  std::ranges::copy(payload, into.begin() + kServiceHeaderSize);
  store_be32(into.data(), kServiceHeaderLength);
  store_header(header, payload, 0, into.data());
  store_be32(into.data() + kServiceHeaderLength, static_cast<std::uint32_t>(payload.size()));
}

}  // namespace cloudx::ssm
