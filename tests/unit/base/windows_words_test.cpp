#include "base/windows_words.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace cloudx {
namespace {

TEST(WindowsWords, StandInTheLineAsTheyWere) {
  const auto words = split_windows_words(R"( "a b"\\ c\"d )");
  ASSERT_TRUE(words);
  ASSERT_EQ(words->size(), 2U);
  EXPECT_EQ(words->at(0).raw, R"("a b"\\)");
  EXPECT_EQ(words->at(0).text, R"(a b\\)");
  EXPECT_EQ(words->at(1).raw, R"(c\"d)");
  EXPECT_EQ(words->at(1).text, R"(c"d)");
  EXPECT_FALSE(split_windows_words(R"(a "b)"));
}

TEST(WindowsWords, AnythingInQuotesIsReadAsItWas) {
  std::mt19937 random(7);
  constexpr std::string_view kLetters = "ab\\\\\" \t'";
  for (int i = 0; i < 2000; ++i) {
    std::string text(random() % 9, 'a');
    for (char& c : text) c = kLetters[random() % kLetters.size()];
    const std::string line = quoted_windows_word(text) + ' ' + quoted_windows_word("next");
    const auto words = split_windows_words(line);
    ASSERT_TRUE(words) << line;
    ASSERT_EQ(words->size(), 2U) << line;
    EXPECT_EQ(words->at(0).text, text) << line;
  }
}

}  // namespace
}  // namespace cloudx
