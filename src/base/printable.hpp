#pragma once
// Texts of AWS, of agents, of tags and of arguments on a terminal.

#include <cstddef>
#include <string>
#include <string_view>

namespace cloudx {

// Of ASCII: what a terminal may take for an order.
[[nodiscard]] constexpr bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}
[[nodiscard]] bool has_control(std::string_view text);

// Control characters become blanks: no escape sequence of others reaches the terminal.
[[nodiscard]] std::string printable(std::string_view text, bool keep_line_feeds = false);
// The same of a text that may be long: at most `limit` bytes of it, whole characters of UTF-8, and
// "..." where there are more.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t limit);

}  // namespace cloudx
