#include "simulation/wire.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "protocol/ssm/acknowledge.hpp"

namespace cloudx::simulation {

namespace {

constexpr std::size_t kTypeAt = 4;
constexpr std::size_t kTypeSize = 32;
constexpr std::size_t kNumberAt = 48;
constexpr std::size_t kFlagsAt = 56;
constexpr std::size_t kDigestAt = 80;
constexpr std::size_t kDigestSize = 32;
constexpr std::size_t kPayloadTypeAt = 112;
constexpr std::size_t kLengthSize = 4;  // of PayloadLength

std::string_view type_name(ByteView frame) {
  const std::string_view field = as_text(frame.subspan(kTypeAt, kTypeSize));
  return field.substr(0, field.find_first_of(std::string_view(" \0", 2)));
}

ssm::MessageType type_of(std::string_view text) {
  using enum ssm::MessageType;
  for (const auto type : {input_stream_data, output_stream_data, acknowledge, channel_closed,
                          start_publication, pause_publication}) {
    if (text == ssm::name(type)) return type;
  }
  return unknown;
}

}  // namespace

std::optional<Glimpse> glimpse(ByteView frame) {
  if (frame.size() <= ssm::kServiceHeaderSize) return std::nullopt;
  const std::size_t header_length = load_be32(frame.data());
  if (header_length > frame.size() - kLengthSize) return std::nullopt;
  Glimpse seen;
  seen.type = type_of(type_name(frame));
  seen.number = static_cast<std::int64_t>(load_be64(&frame[kNumberAt]));
  seen.flags = load_be64(&frame[kFlagsAt]);
  if (header_length > kPayloadTypeAt) {  // not of the service's own
    seen.payload_type = ssm::PayloadType{load_be32(&frame[kPayloadTypeAt])};
  }
  seen.payload = frame.subspan(header_length + kLengthSize);
  if (seen.type == ssm::MessageType::unknown) return std::nullopt;
  if (seen.type == ssm::MessageType::acknowledge) {
    const auto acknowledge = ssm::parse_acknowledge(seen.payload);
    if (!acknowledge) return std::nullopt;
    seen.number = acknowledge->sequence;
  }
  return seen;
}

void truncate(Bytes& frame, Random& random) {
  frame.resize(random.below(frame.size()));
}

void corrupt(Bytes& frame, Random& random) {
  struct Field {
    std::size_t at;
    std::size_t size;
  };
  const std::array<Field, 4> fields = {{
      {0, 4},
      {kTypeAt, type_name(frame).size()},
      {kDigestAt, kDigestSize},
      {ssm::kFrameHeaderSize, frame.size() - ssm::kFrameHeaderSize},
  }};
  const Field& field = random.one_of(fields);
  const std::size_t at = field.at + random.below(field.size);
  frame[at] ^= static_cast<std::uint8_t>(1U << random.below(8));
}

}  // namespace cloudx::simulation
