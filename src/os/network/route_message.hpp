#pragma once
// Messages of a routing socket, as macOS has them (route(4)). Pure.

#include <cstdint>
#include <span>

namespace cloudx::os {

// Whether one of the messages says that an address may have gone: that one came or went, that an
// interface changed, or that a route ended, which follows when an address has gone. What cannot be
// read may say so, too.
[[nodiscard]] bool tells_of_addresses(std::span<const std::uint8_t> messages);

}  // namespace cloudx::os
