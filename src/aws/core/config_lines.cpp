#include "aws/core/config_lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "aws/core/text.hpp"

namespace cloudx::aws {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What Python's str.strip() takes off besides ASCII: a no-break space comes with what is copied
// from a web page.
constexpr std::array<std::string_view, 19> kWideSpaces = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
    "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
    "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
    "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

constexpr bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f');
}

// Bytes of the white space character at the front; 0 where there is none.
std::size_t space_at_front(std::string_view text) {
  if (text.empty()) return 0;
  if (is_blank(text.front())) return 1;
  const auto* const wide = std::ranges::find_if(
      kWideSpaces, [&](std::string_view space) { return text.starts_with(space); });
  return wide == kWideSpaces.end() ? 0 : wide->size();
}

std::size_t space_at_back(std::string_view text) {
  if (text.empty()) return 0;
  if (is_blank(text.back())) return 1;
  const auto* const wide = std::ranges::find_if(
      kWideSpaces, [&](std::string_view space) { return text.ends_with(space); });
  return wide == kWideSpaces.end() ? 0 : wide->size();
}

struct Stripped {
  std::string_view content;
  std::size_t indent = 0;  // in bytes
  std::size_t depth = 0;   // in characters, which is what configparser compares
};

Stripped strip(std::string_view text) {
  Stripped out;
  while (const std::size_t size = space_at_front(text)) {
    text.remove_prefix(size);
    out.indent += size;
    ++out.depth;
  }
  while (const std::size_t size = space_at_back(text)) text.remove_suffix(size);
  out.content = text;
  return out;
}

// False where there is no name before a separator.
bool split_setting(std::string_view content, std::string_view separators, ConfigLine& line) {
  const std::size_t at = content.find_first_of(separators);
  if (at == std::string_view::npos) return false;
  line.name = strip(content.substr(0, at)).content;
  line.value = strip(content.substr(at + 1)).content;
  return !line.name.empty();
}

// Tells the kind of one line from what came before it.
class LineReader {
 public:
  ConfigLine read(std::string_view text, std::string_view readable) {
    ConfigLine line;
    line.text = text;
    const Stripped stripped = strip(readable);
    line.content = stripped.content;
    line.indent = stripped.indent + (text.size() - readable.size());
    if (line.content.empty()) return line;
    if (line.content.front() == '#' || line.content.front() == ';') {
      line.kind = LineKind::comment;
    } else if (in_value_ && stripped.depth > value_depth_) {
      line.kind = LineKind::indented;
      if (!split_setting(line.content, "=", line)) line.name.clear();
    } else {
      value_depth_ = stripped.depth;
      if (!section(line)) setting(line);
    }
    return line;
  }

 private:
  // The last "]" closes it; what follows does not count.
  bool section(ConfigLine& line) {
    if (line.content.front() != '[') return false;
    const std::size_t close = line.content.rfind(']');
    const bool closed = close != std::string_view::npos && close > 1;
    // configparser reads what is left as a setting, where it can.
    if (!closed && in_section_ && line.content.find_first_of("=:") != std::string_view::npos) {
      return false;
    }
    in_value_ = false;
    in_section_ = closed;
    line.kind = closed ? LineKind::section : LineKind::unclosed_section;
    if (closed) line.name = strip(line.content.substr(1, close - 1)).content;
    return true;
  }

  void setting(ConfigLine& line) {
    // "=" separates; so does a ":" before any "=".
    if (!split_setting(line.content, "=:", line)) {
      line.kind = LineKind::unreadable;
    } else {
      line.name = lower(line.name);
      line.kind = in_section_ ? LineKind::setting : LineKind::stray;
    }
    in_value_ = line.kind == LineKind::setting;
  }

  bool in_section_ = false;
  bool in_value_ = false;        // the last setting may have deeper lines below it
  std::size_t value_depth_ = 0;  // of that setting
};

// With its end: a line feed, a carriage return, or both.
std::string_view first_line(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos) return text;
  const bool both = text.substr(end).starts_with("\r\n");
  return text.substr(0, end + (both ? 2 : 1));
}

}  // namespace

std::vector<ConfigLine> read_config_lines(std::string_view text) {
  std::vector<ConfigLine> lines;
  LineReader reader;
  std::size_t mark = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  while (!text.empty()) {
    const std::string_view line = first_line(text);
    lines.push_back(reader.read(line, line.substr(std::exchange(mark, 0))));
    text.remove_prefix(line.size());
  }
  return lines;
}

}  // namespace cloudx::aws
