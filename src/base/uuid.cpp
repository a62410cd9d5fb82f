#include "base/uuid.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/encoding.hpp"

namespace cloudx {

Uuid random_uuid() {
  // An id for each message: OpenSSL's generator would cost as much as the rest of its header.
  static thread_local RandomPool pool;
  Uuid uuid;
  pool(uuid.bytes);
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | 0x40);
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
  return uuid;
}

std::string to_string(const Uuid& uuid) {
  std::string text = hex(uuid.bytes);
  for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (text.size() != 36) return std::nullopt;
  Uuid uuid;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen != (text[i] == '-')) return std::nullopt;
    if (hyphen) continue;
    const char lower = text[i] >= 'A' && text[i] <= 'F' ? static_cast<char>(text[i] + 32) : text[i];
    const auto value = kDigits.find(lower);
    if (value == std::string_view::npos) return std::nullopt;
    std::uint8_t& byte = uuid.bytes[nibble++ / 2];
    byte = static_cast<std::uint8_t>(unsigned{byte} << 4U | value);
  }
  return uuid;
}

}  // namespace cloudx
