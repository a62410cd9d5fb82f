#include "base/printable.hpp"

namespace cloudx {

std::string printable(std::string_view text, bool keep_line_feeds) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool line_feed = c == '\n' && keep_line_feeds;
    const bool control = byte < 0x20 || byte == 0x7f;
    out += control && !line_feed ? ' ' : c;
  }
  return out;
}

}  // namespace cloudx
