#include "aws/core/config_lines.hpp"

#include <utility>

#include "aws/core/text.hpp"

namespace cloudx::aws {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// "=" separates; so does a ":" before any "=" (an old form that botocore still reads).
void split_setting(std::string_view content, ConfigLine& line) {
  const std::size_t at = content.find_first_of("=:");
  if (at == std::string_view::npos) return;
  line.name = lower(trim(content.substr(0, at)));
  line.value = trim(content.substr(at + 1));
}

// Tells the kind of one line from what came before it.
class LineReader {
 public:
  ConfigLine read(std::string_view text, std::string_view readable) {
    ConfigLine line;
    line.text = text;
    const std::string_view content = trim(readable);
    if (content.empty() || content.front() == '#' || content.front() == ';') return line;
    line.indent = readable.find_first_not_of(" \t");
    if (content.front() == '[') {
      section(content, line);
    } else if (in_value_ && line.indent > value_indent_) {
      line.kind = LineKind::indented;
      split_setting(content, line);
    } else {
      setting(content, line);
    }
    return line;
  }

 private:
  void section(std::string_view content, ConfigLine& line) {
    const std::size_t close = content.find(']');
    in_value_ = false;
    in_section_ = close != std::string_view::npos;
    line.kind = in_section_ ? LineKind::section : LineKind::unclosed_section;
    if (in_section_) line.name = trim(content.substr(1, close - 1));
  }

  void setting(std::string_view content, ConfigLine& line) {
    value_indent_ = line.indent;
    split_setting(content, line);
    if (line.name.empty()) {
      line.kind = LineKind::unreadable;
    } else {
      line.kind = in_section_ ? LineKind::setting : LineKind::stray;
    }
    in_value_ = line.kind == LineKind::setting;
  }

  bool in_section_ = false;
  bool in_value_ = false;         // the last setting may have deeper lines below it
  std::size_t value_indent_ = 0;  // of that setting
};

}  // namespace

std::vector<ConfigLine> read_config_lines(std::string_view text) {
  std::vector<ConfigLine> lines;
  LineReader reader;
  std::size_t mark = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    const std::string_view line = text.substr(0, size);
    lines.push_back(reader.read(line, line.substr(std::exchange(mark, 0))));
    text.remove_prefix(size);
  }
  return lines;
}

}  // namespace cloudx::aws
