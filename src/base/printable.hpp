#pragma once
// Texts of AWS, of agents and of tags on a terminal.

#include <string>
#include <string_view>

namespace cloudx {

// Control characters become blanks: no escape sequence of others reaches the terminal.
[[nodiscard]] std::string printable(std::string_view text, bool keep_line_feeds = false);

}  // namespace cloudx
