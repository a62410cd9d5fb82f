// What the agent does to text: what goes out of a terminal, the words of a command.

#include <gtest/gtest.h>

#include "sandbox/agent/command_words.hpp"
#include "sandbox/agent/text_cut.hpp"

namespace cloudx::sandbox {
namespace {

std::string cut(TextCut& text, std::string_view data) {
  const Bytes out = text.pass(as_bytes(data));
  return std::string(as_text(out));
}

TEST(TextCutTest, WholeCharactersPass) {
  TextCut text;
  EXPECT_EQ(cut(text, "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"),
            "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
}

TEST(TextCutTest, CharacterMayComeByteByByte) {
  TextCut text;
  for (const char* part : {"\xF0", "\x9F", "\x98"}) EXPECT_EQ(cut(text, part), "");
  EXPECT_EQ(cut(text, "\x80"), "\xF0\x9F\x98\x80");
}

TEST(TextCutTest, ReplacementCharacterComesOutAsItsFirstByte) {
  TextCut text;
  EXPECT_EQ(cut(text, "\xEF\xBF\xBD!"), "\xEF!");
}

TEST(TextCutTest, ReplacementCharacterAtTheEndWaitsForMore) {
  TextCut text;
  EXPECT_EQ(cut(text, "a\xEF\xBF\xBD"), "a");
  EXPECT_EQ(cut(text, "b"),
            "\xEF"
            "b");
}

TEST(TextCutTest, WrongByteGoesOutOnceFourAreLeft) {
  TextCut text;
  EXPECT_EQ(cut(text,
                "a\xFF"
                "bc"),
            "a");
  EXPECT_EQ(cut(text, "d"),
            "\xFF"
            "bcd");
}

TEST(TextCutTest, SurrogatesAndOverlongFormsAreNoCharacters) {
  TextCut text;
  EXPECT_EQ(cut(text, "\xED\xA0\x80zzzz"), "\xED\xA0\x80zzzz");
  EXPECT_EQ(cut(text, "\xC0\x80"), "");
}

std::vector<std::string> words(std::string_view text) {
  return split_command(text).value();
}

TEST(CommandWordsTest, BlanksSeparateAndQuotesProtect) {
  EXPECT_EQ(words("  ls\t-l 'a b'\"c d\"\n"), (std::vector<std::string>{"ls", "-l", "a bc d"}));
  EXPECT_EQ(words("sh -c 'it'\\''s'"), (std::vector<std::string>{"sh", "-c", "it's"}));
  EXPECT_EQ(words("a '' \"\""), (std::vector<std::string>{"a", "", ""}));
  EXPECT_TRUE(words("  ").empty());
}

TEST(CommandWordsTest, BackslashProtectsAnyCharacterButInSingleQuotes) {
  EXPECT_EQ(words(R"(a\ b "c\"d" "e\f" 'g\h')"),
            (std::vector<std::string>{"a b", "c\"d", "ef", "g\\h"}));
}

TEST(CommandWordsTest, CommentBeginsWhereAWordWould) {
  EXPECT_EQ(words("a#b #c d\ne"), (std::vector<std::string>{"a#b", "e"}));
}

TEST(CommandWordsTest, NothingIsExpanded) {
  EXPECT_EQ(words("echo $HOME *.c && a | b"),
            (std::vector<std::string>{"echo", "$HOME", "*.c", "&&", "a", "|", "b"}));
}

TEST(CommandWordsTest, QuoteOrBackslashWithoutEndIsAnError) {
  EXPECT_EQ(split_command("'a").error().message, "EOF found when expecting closing quote");
  EXPECT_EQ(split_command("\"a").error().message, "EOF found when expecting closing quote");
  EXPECT_EQ(split_command("a\\").error().message, "EOF found after escape character");
}

}  // namespace
}  // namespace cloudx::sandbox
