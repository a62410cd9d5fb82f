#include "os/network/route_message.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace cloudx::os {

namespace {

// The common beginning of all of them: rtm_msglen, rtm_version, rtm_type.
constexpr std::size_t kVersionAt = 2;
constexpr std::size_t kTypeAt = 3;
constexpr std::size_t kBeginning = 4;
constexpr std::uint8_t kVersion = 5;  // RTM_VERSION
// RTM_DELETE, RTM_NEWADDR, RTM_DELADDR, RTM_IFINFO.
constexpr std::array<std::uint8_t, 4> kTypes{0x2, 0xc, 0xd, 0xe};

std::size_t length_of(std::span<const std::uint8_t> message) {
  return std::bit_cast<std::uint16_t>(std::array{message[0], message[1]});
}

}  // namespace

bool tells_of_addresses(std::span<const std::uint8_t> messages) {
  while (!messages.empty()) {
    if (messages.size() < kBeginning) return true;
    const std::size_t length = length_of(messages);
    if (length < kBeginning || length > messages.size()) return true;
    if (messages[kVersionAt] != kVersion) return true;
    if (std::ranges::find(kTypes, messages[kTypeAt]) != kTypes.end()) return true;
    messages = messages.subspan(length);
  }
  return false;
}

}  // namespace cloudx::os
