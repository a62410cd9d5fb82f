#include "base/request_echo.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace cloudx {

namespace {

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

}  // namespace

std::string without_signature(std::string_view text) {
  // No escaping changes these names, as it may the values (RFC 3986, section 2.3).
  constexpr std::array<std::string_view, 2> kNames{"x-amz-security-token", "x-amz-signature"};
  auto end = text.end();
  for (const std::string_view name : kNames) {
    const auto found = std::ranges::search(text, name, same_letter);
    if (!found.empty()) end = std::min(end, found.end());
  }
  if (end == text.end()) return std::string(text);
  return std::string(text.begin(), end) + "...";
}

}  // namespace cloudx
