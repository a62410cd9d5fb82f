#include "base/utf8.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace cloudx {
namespace {

using namespace std::string_literals;

std::vector<std::size_t> sizes_of_parts(std::string_view text) {
  std::vector<std::size_t> sizes;
  while (!text.empty()) {
    sizes.push_back(utf8_step(text).size);
    text.remove_prefix(sizes.back());
  }
  return sizes;
}

TEST(Utf8, FirstAndLastCharacterOfEachLengthIsRead) {
  const std::vector<std::pair<std::string, std::uint32_t>> cases = {
      {"\0"s, 0},
      {"\x7f", 0x7f},
      {"\xc2\x80", 0x80},
      {"\xdf\xbf", 0x7ff},
      {"\xe0\xa0\x80", 0x800},
      {"\xed\x9f\xbf", 0xd7ff},
      {"\xee\x80\x80", 0xe000},
      {"\xef\xbf\xbf", 0xffff},
      {"\xf0\x90\x80\x80", 0x10000},
      {"\xf4\x8f\xbf\xbf", 0x10ffff},
  };
  for (const auto& [text, code_point] : cases) {
    const Utf8Step step = utf8_step(text + "x");
    EXPECT_EQ(step.kind, Utf8Kind::character) << code_point;
    EXPECT_EQ(step.size, text.size()) << code_point;
    EXPECT_EQ(std::uint32_t{step.code_point}, code_point);
    EXPECT_TRUE(is_utf8(text));
  }
}

TEST(Utf8, WhatIsNoCharacterIsInvalid) {
  const std::vector<std::string> cases = {
      "\x80",              // the rest of a character
      "\xc0\x80",          // overlong
      "\xc1\xbf",          // overlong
      "\xe0\x9f\xbf",      // overlong
      "\xf0\x8f\xbf\xbf",  // overlong
      "\xed\xa0\x80",      // a surrogate
      "\xf4\x90\x80\x80",  // above U+10FFFF
      "\xf5\x80\x80\x80",
      "\xff",
  };
  for (const std::string& text : cases) {
    EXPECT_EQ(utf8_step(text).kind, Utf8Kind::invalid) << text;
    EXPECT_EQ(utf8_step(text).size, 1U) << text;
    EXPECT_FALSE(is_utf8("a" + text));
  }
}

TEST(Utf8, BeginningOfACharacterIsIncompleteAtTheEndAndInvalidBeforeOthers) {
  const std::string character = "\xf0\x9f\x98\x80";
  for (std::size_t size = 1; size < character.size(); ++size) {
    const std::string begun = character.substr(0, size);
    EXPECT_EQ(utf8_step(begun).kind, Utf8Kind::incomplete);
    EXPECT_EQ(utf8_step(begun).size, size);
    EXPECT_EQ(utf8_step(begun + "x").kind, Utf8Kind::invalid);
    EXPECT_EQ(utf8_step(begun + "x").size, size);
    EXPECT_FALSE(is_utf8(begun));
  }
}

TEST(Utf8, InvalidPartsAreThoseOfTheUnicodeStandard) {
  // Table 3-11 of the standard, "U+FFFD for Truncated Sequences", and table 3-8 for others.
  EXPECT_EQ(sizes_of_parts("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41"),
            (std::vector<std::size_t>{2, 1, 3, 2, 1}));
  EXPECT_EQ(sizes_of_parts("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41"),
            (std::vector<std::size_t>{1, 1, 1, 1, 1, 1, 1, 1, 1}));
}

TEST(Utf8, WhatIsInvalidIsReplacedAndNothingElse) {
  const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
  EXPECT_EQ(to_utf8(text), text);
  EXPECT_EQ(to_utf8("a\xff"
                    "b\xe2\x82"),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd");
  EXPECT_EQ(to_utf8(""), "");
}

TEST(Utf8, LengthCountsCodePoints) {
  EXPECT_EQ(utf8_length(""), 0U);
  EXPECT_EQ(utf8_length("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 4U);
  EXPECT_EQ(utf8_length("\xff\xe2\x82"), 2U);
}

}  // namespace
}  // namespace cloudx
