#pragma once
// UUIDs, version 4 (RFC 9562).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cloudx {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};  // in the order of the text form
  friend bool operator==(const Uuid&, const Uuid&) = default;
};

[[nodiscard]] Uuid random_uuid();
[[nodiscard]] std::string to_string(const Uuid& uuid);  // lower case, with hyphens
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);

}  // namespace cloudx
