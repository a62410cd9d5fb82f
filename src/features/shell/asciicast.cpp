#include "features/shell/asciicast.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.hpp"

namespace cloudx::shell {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

// One character in a JSON string (RFC 8259, section 7). The format wants control characters
// escaped, those above ASCII, too.
std::string in_json(std::string_view character, char32_t code_point) {
  switch (code_point) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  if (is_control(code_point)) return fmt::format("\\u{:04x}", std::uint32_t{code_point});
  return std::string(character);
}

// Moves the whole characters of `text` into a JSON string; what could still become one stays.
std::string take_json(std::string& text) {
  std::string out;
  std::string_view rest = text;
  while (!rest.empty()) {
    const Utf8Step step = utf8_step(rest);
    if (step.kind == Utf8Kind::incomplete) break;
    if (step.kind == Utf8Kind::invalid) {
      out += kReplacement;
    } else {
      out += in_json(rest.substr(0, step.size), step.code_point);
    }
    rest.remove_prefix(step.size);
  }
  text.erase(0, text.size() - rest.size());
  return out;
}

std::string json_string(std::string text) {
  std::string out = take_json(text);
  if (!text.empty()) out += kReplacement;
  return fmt::format("\"{}\"", out);
}

// `data` as it stands within the quotes.
std::string event(Asciicast::Time at, char kind, std::string_view data) {
  constexpr std::int64_t kSecond = 1'000'000;
  const std::int64_t time = std::max<std::int64_t>(at.count(), 0);
  return fmt::format("[{}.{:06}, \"{}\", \"{}\"]\n", time / kSecond, time % kSecond, kind, data);
}

}  // namespace

std::string Asciicast::header(const CastHeader& header) {
  std::string out =
      fmt::format(R"({{"version": 2, "width": {}, "height": {})", header.columns, header.rows);
  if (header.timestamp) out += fmt::format(R"(, "timestamp": {})", *header.timestamp);
  if (!header.title.empty()) out += ", \"title\": " + json_string(header.title);
  return out + "}\n";
}

std::string Asciicast::output(Time at, ByteView bytes) {
  held_output_ += as_text(bytes);
  const std::string data = take_json(held_output_);
  return data.empty() ? std::string() : event(at, 'o', data);
}

std::string Asciicast::resized(Time at, std::uint32_t columns, std::uint32_t rows) {
  return event(at, 'r', fmt::format("{}x{}", columns, rows));
}

std::string Asciicast::finish(Time at) {
  std::string lines;
  if (!held_output_.empty()) lines += event(at, 'o', kReplacement);
  held_output_.clear();
  return lines;
}

}  // namespace cloudx::shell
