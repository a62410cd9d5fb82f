#include "net/websocket_frame.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cloudx::net {
namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kText = 0x1;
constexpr std::uint8_t kBinary = 0x2;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::size_t kShort = 125;  // the longest payload whose length stands in the second byte
constexpr std::size_t kMedium = 0xFFFF;

std::size_t length_size(std::size_t payload_size) {
  if (payload_size <= kShort) return 0;
  return payload_size <= kMedium ? 2 : 8;
}

// Eight bytes a step, which the compiler turns into vector instructions.
void copy_masked(const FrameMask& mask, ByteView payload, std::uint8_t* into) {
  const std::uint64_t key = std::bit_cast<std::uint32_t>(mask) * 0x1'0000'0001ULL;
  std::size_t at = 0;
  for (; at + sizeof(key) <= payload.size(); at += sizeof(key)) {
    std::uint64_t word = 0;
    std::memcpy(&word, payload.data() + at, sizeof(word));
    word ^= key;
    std::memcpy(into + at, &word, sizeof(word));
  }
  for (; at < payload.size(); ++at) {
    into[at] = static_cast<std::uint8_t>(payload[at] ^ mask[at % mask.size()]);
  }
}

}  // namespace

std::size_t websocket_frame_size(std::size_t payload_size, bool masked) {
  return 2 + length_size(payload_size) + (masked ? sizeof(FrameMask) : 0) + payload_size;
}

void write_websocket_frame(bool text, const std::optional<FrameMask>& mask, ByteView payload,
                           std::span<std::uint8_t> into) {
  std::uint8_t* at = into.data();
  *at++ = kFinal | (text ? kText : kBinary);
  const std::size_t extra = length_size(payload.size());
  const std::size_t length = extra == 0 ? payload.size() : extra == 2 ? 126U : 127U;
  *at++ = static_cast<std::uint8_t>(length | (mask ? kMasked : 0U));
  for (std::size_t i = extra; i-- > 0;) {
    *at++ = static_cast<std::uint8_t>(payload.size() >> (8 * i));
  }
  if (!mask) {
    std::ranges::copy(payload, at);
    return;
  }
  at = std::ranges::copy(*mask, at).out;
  copy_masked(*mask, payload, at);
}

}  // namespace cloudx::net
