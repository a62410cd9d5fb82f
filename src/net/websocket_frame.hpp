#pragma once
// The frames that data messages travel in, RFC 6455 section 5.2: one unfragmented frame each.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.hpp"

namespace cloudx::net {

using FrameMask = std::array<std::uint8_t, 4>;

// Bytes of the frame; a client masks, a server does not.
[[nodiscard]] std::size_t websocket_frame_size(std::size_t payload_size, bool masked);

// `into` has exactly that size. The payload is masked on its way there.
void write_websocket_frame(bool text, const std::optional<FrameMask>& mask, ByteView payload,
                           std::span<std::uint8_t> into);

}  // namespace cloudx::net
