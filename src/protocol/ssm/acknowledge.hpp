#pragma once
// The payload of an acknowledge: one message each, nothing cumulative. It is written and read once
// for every data message, so neither way allocates.

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/uuid.hpp"
#include "protocol/ssm/frame.hpp"

namespace cloudx::ssm {

struct Acknowledge {
  MessageType type = MessageType::unknown;  // of the acknowledged message
  Uuid id;
  std::int64_t sequence = 0;  // what a receiver matches on
};

using AcknowledgeBuffer = std::array<std::uint8_t, 256>;

// The JSON text, keys in the official order; a view of `buffer`.
[[nodiscard]] ByteView format_acknowledge(const Acknowledge& acknowledge,
                                          AcknowledgeBuffer& buffer);

// Any key order, unknown keys ignored. nullopt without a usable sequence number; a missing or odd
// type or id is no error.
[[nodiscard]] std::optional<Acknowledge> parse_acknowledge(ByteView payload);

}  // namespace cloudx::ssm
