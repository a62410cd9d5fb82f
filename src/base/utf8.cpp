#include "base/utf8.hpp"

namespace cloudx {

namespace {

// A row of table 3-7 of the Unicode standard: how long a character with this first byte is, and
// which second bytes it may have. The bytes behind the second are 80 to BF.
struct Form {
  std::size_t size = 0;  // 0: no character begins so
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
};

Form form_of(unsigned char first) {
  if (first < 0x80) return {.size = 1};
  if (first < 0xc2) return {};
  if (first < 0xe0) return {.size = 2};
  if (first == 0xe0) return {.size = 3, .low = 0xa0};
  if (first == 0xed) return {.size = 3, .high = 0x9f};  // above are the surrogates
  if (first < 0xf0) return {.size = 3};
  if (first == 0xf0) return {.size = 4, .low = 0x90};
  if (first < 0xf4) return {.size = 4};
  if (first == 0xf4) return {.size = 4, .high = 0x8f};
  return {};
}

}  // namespace

Utf8Step utf8_step(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  Form form = form_of(byte(0));
  if (form.size == 0) return {.kind = Utf8Kind::invalid, .size = 1};
  char32_t code_point = form.size == 1 ? byte(0) : byte(0) & (0x7fU >> form.size);
  for (std::size_t at = 1; at < form.size; ++at) {
    if (at == text.size()) return {.kind = Utf8Kind::incomplete, .size = at};
    if (byte(at) < form.low || byte(at) > form.high) return {.kind = Utf8Kind::invalid, .size = at};
    code_point = code_point << 6 | (byte(at) & 0x3fU);
    form.low = 0x80;
    form.high = 0xbf;
  }
  return {.kind = Utf8Kind::character, .size = form.size, .code_point = code_point};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8Step step = utf8_step(text);
    if (step.kind != Utf8Kind::character) return false;
    text.remove_prefix(step.size);
  }
  return true;
}

std::string to_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Utf8Step step = utf8_step(text);
    out += step.kind == Utf8Kind::character ? text.substr(0, step.size) : "\xef\xbf\xbd";
    text.remove_prefix(step.size);
  }
  return out;
}

std::size_t utf8_length(std::string_view text) {
  std::size_t length = 0;
  for (; !text.empty(); ++length) text.remove_prefix(utf8_step(text).size);
  return length;
}

}  // namespace cloudx
