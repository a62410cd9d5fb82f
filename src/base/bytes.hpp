#pragma once
// Bytes and big-endian (network order) access to them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] ByteView as_bytes(std::string_view text);
[[nodiscard]] std::string_view as_text(ByteView bytes);
[[nodiscard]] Bytes to_bytes(std::string_view text);

// Big-endian integers at the front of `at`; the caller guarantees the size.
[[nodiscard]] std::uint32_t load_be32(const std::uint8_t* at);
[[nodiscard]] std::uint64_t load_be64(const std::uint8_t* at);
void store_be32(std::uint8_t* at, std::uint32_t value);
void store_be64(std::uint8_t* at, std::uint64_t value);

}  // namespace cloudx
