#include "base/printable.hpp"

namespace cloudx {

namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// U+0080 to U+009F in UTF-8, which terminals take for the C1 controls of ECMA-48: U+009B is as good
// as ESC and "[".
bool is_high_control(std::string_view character) {
  return character.size() == 2 && character[0] == '\xc2' && continues_character(character[1]) &&
         static_cast<unsigned char>(character[1]) < 0xa0;
}

}  // namespace

std::string printable(std::string_view text, bool keep_line_feeds) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool line_feed = c == '\n' && keep_line_feeds;
    const bool high = is_high_control(text.substr(at, 2));
    out += (is_control(c) && !line_feed) || high ? ' ' : c;
    if (high) ++at;
  }
  return out;
}

bool has_control(std::string_view text) {
  return printable(text) != text;
}

std::string excerpt(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return printable(text);
  while (limit > 0 && continues_character(text[limit])) --limit;
  return printable(text.substr(0, limit)) + "...";
}

}  // namespace cloudx
