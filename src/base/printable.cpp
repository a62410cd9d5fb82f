#include "base/printable.hpp"

#include <algorithm>

namespace cloudx {

namespace {

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, is_control);
}

std::string printable(std::string_view text, bool keep_line_feeds) {
  std::string out;
  for (const char c : text) {
    const bool line_feed = c == '\n' && keep_line_feeds;
    out += is_control(c) && !line_feed ? ' ' : c;
  }
  return out;
}

std::string excerpt(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return printable(text);
  while (limit > 0 && continues_character(text[limit])) --limit;
  return printable(text.substr(0, limit)) + "...";
}

}  // namespace cloudx
