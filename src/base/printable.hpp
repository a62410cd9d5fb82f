#pragma once
// Texts of AWS, of agents, of tags and of arguments on a terminal.

#include <cstddef>
#include <string>
#include <string_view>

namespace cloudx {

// Control characters become blanks, those beyond ASCII (U+0080 to U+009F in UTF-8), too: no escape
// sequence of others reaches the terminal.
[[nodiscard]] std::string printable(std::string_view text, bool keep_line_feeds = false);
// There is something in it that printable() makes a blank.
[[nodiscard]] bool has_control(std::string_view text);
// The same of a text that may be long: at most `limit` bytes of it, whole characters of UTF-8, and
// "..." where there are more.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t limit);

}  // namespace cloudx
