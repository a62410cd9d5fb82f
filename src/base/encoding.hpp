#pragma once
// Hexadecimal, base64 (RFC 4648 section 4) and percent encoding (RFC 3986).

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace cloudx {

[[nodiscard]] std::string hex(ByteView bytes);  // lower case
[[nodiscard]] std::optional<Bytes> unhex(std::string_view text);

[[nodiscard]] std::string base64(ByteView bytes);  // padded
// Strict: padding required, no white space. nullopt for anything else.
[[nodiscard]] std::optional<Bytes> unbase64(std::string_view text);

// Every byte but A-Z a-z 0-9 - . _ ~ (and those in `keep`) becomes %XX, upper-case.
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view keep = "");
// A '%' that does not start a valid escape stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);

}  // namespace cloudx
