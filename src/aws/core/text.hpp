#pragma once
// The few operations on ASCII text that the grammars of this module share. None depends on the
// locale.

#include <string>
#include <string_view>
#include <vector>

namespace cloudx::aws {

[[nodiscard]] constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] std::string upper(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text);
// Pieces between separators, empty ones included; one piece for an empty text.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
// What a service or a file says, for a message on a terminal: an excerpt (base/printable.hpp)
// without the space around it.
[[nodiscard]] std::string presentable(std::string_view text, std::size_t limit = 600);

}  // namespace cloudx::aws
