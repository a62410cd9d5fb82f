#pragma once
// UTF-8 (RFC 3629), one character after the other, in text that need not be valid.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cloudx {

enum class Utf8Kind : std::uint8_t {
  character,   // one code point, in the only form that is allowed
  invalid,     // bytes that begin no character, whatever follows
  incomplete,  // the text ends within what could become a character
};

struct Utf8Step {
  Utf8Kind kind = Utf8Kind::character;
  // Bytes of it. Those of `invalid` are what one U+FFFD stands for: the longest beginning of a
  // character, or a single byte (Unicode, section 3.9, "U+FFFD Substitution of Maximal Subparts").
  std::size_t size = 0;
  char32_t code_point = 0;  // of `character`
};

// What stands at the front of `text`, which must not be empty.
[[nodiscard]] Utf8Step utf8_step(std::string_view text);

// No surrogates, no overlong forms, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

// With U+FFFD in the place of what is invalid, or incomplete at the end.
[[nodiscard]] std::string to_utf8(std::string_view text);

// How many code points there are; bytes that are not valid count as `invalid` has them.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

}  // namespace cloudx
