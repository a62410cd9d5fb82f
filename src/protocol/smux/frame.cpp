#include "protocol/smux/frame.hpp"

#include <algorithm>

namespace cloudx::smux {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kLastCommand = static_cast<std::uint8_t>(Command::nop);

template <class T>
T load_little_endian(const std::uint8_t* at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value |= std::uint32_t{at[i]} << (8 * i);
  return static_cast<T>(value);
}

template <class T>
void store_little_endian(std::uint8_t* at, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) at[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

// The front of `bytes`, which loses it.
ByteView take(ByteView& bytes, std::size_t most) {
  const ByteView front = bytes.first(std::min(most, bytes.size()));
  bytes = bytes.subspan(front.size());
  return front;
}

}  // namespace

std::string_view describe(FrameError error) {
  switch (error) {
    case FrameError::version:
      return "another version of the protocol than 1";
    case FrameError::command:
      return "a command that version 1 does not have";
    case FrameError::length:
      return "a payload where none belongs";
  }
  return "invalid";
}

std::expected<FrameHeader, FrameError> decode_header(
    std::span<const std::uint8_t, kHeaderSize> bytes) {
  if (bytes[0] != kVersion) return std::unexpected(FrameError::version);
  if (bytes[1] > kLastCommand) return std::unexpected(FrameError::command);
  const FrameHeader header{.command = static_cast<Command>(bytes[1]),
                           .length = load_little_endian<std::uint16_t>(&bytes[2]),
                           .stream = load_little_endian<StreamId>(&bytes[4])};
  if (header.command != Command::psh && header.length > 0) {
    return std::unexpected(FrameError::length);
  }
  return header;
}

void encode_header(const FrameHeader& header, std::span<std::uint8_t, kHeaderSize> into) {
  into[0] = kVersion;
  into[1] = static_cast<std::uint8_t>(header.command);
  store_little_endian(&into[2], header.length);
  store_little_endian(&into[4], header.stream);
}

std::expected<std::optional<Fragment>, FrameError> FrameDecoder::next(ByteView& bytes) {
  if (payload_left_ == 0) {
    const ByteView part = take(bytes, kHeaderSize - header_size_);
    std::ranges::copy(part, header_.begin() + static_cast<std::ptrdiff_t>(header_size_));
    header_size_ += part.size();
    if (header_size_ < kHeaderSize) return std::nullopt;
    const auto header = decode_header(header_);
    if (!header) return std::unexpected(header.error());
    frame_ = *header;
    header_size_ = 0;
    payload_left_ = frame_.length;
    if (payload_left_ == 0) return Fragment{.frame = frame_, .payload = {}, .ends_frame = true};
  }
  if (bytes.empty()) return std::nullopt;
  const ByteView payload = take(bytes, payload_left_);
  payload_left_ -= payload.size();
  return Fragment{.frame = frame_, .payload = payload, .ends_frame = payload_left_ == 0};
}

}  // namespace cloudx::smux
