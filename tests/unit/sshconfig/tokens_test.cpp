#include "sshconfig/tokens.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sshconfig/line.hpp"

namespace cloudx::sshconfig {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words(std::string_view line) {
  return make_line(std::string(line), "\n").words();
}

std::string keyword(std::string_view line) {
  return make_line(std::string(line), "\n").keyword;
}

TEST(Words, KeywordIsFoundInEveryForm) {
  for (const char* line : {"Host a", "host\ta", "HOST = a", "Host=a", "\t Host a", "\"Host\" a",
                           "Ho\"st\" a", " =Host a", "\"Host\"a", "Host ==a"}) {
    EXPECT_EQ(keyword(line), "host") << line;
  }
  EXPECT_THAT(words("Host=a"), ElementsAre("a"));
  EXPECT_THAT(words("Host = = a"), ElementsAre("=", "a"));
  EXPECT_THAT(words("\"Host\"a"), ElementsAre("a"));
}

TEST(Words, QuotesEscapesAndCommentsAreThoseOfArgvSplit) {
  EXPECT_THAT(words("Host a b#c # d"), ElementsAre("a", "b#c"));
  EXPECT_THAT(words(R"(Host "a b" 'c "d' e\ f)"), ElementsAre("a b", "c \"d", "e f"));
  EXPECT_THAT(words(R"(Host "a\"b" \\x \n)"), ElementsAre("a\"b", "\\x", "\\n"));
  EXPECT_THAT(words("Host \"#a\""), ElementsAre("#a"));
  EXPECT_THAT(words("Host # nothing"), IsEmpty());
}

TEST(Words, CommandIsTheRestOfTheLine) {
  EXPECT_THAT(words("ProxyCommand = sh -c \"echo # %h\"  "), ElementsAre("sh -c \"echo # %h\""));
  EXPECT_THAT(words("proxycommand==x"), ElementsAre("x"));
}

TEST(Words, LineThatSshRefusesIsMalformed) {
  for (const char* line : {"Host", "Host \"a", "User 'u", "ProxyCommand sh -c 'x", "\"Host a"}) {
    EXPECT_EQ(make_line(line, "").kind, LineKind::malformed) << line;
  }
}

TEST(Words, BlanksAndCommentsAreTold) {
  for (const char* line : {"", "  \t", "\r", " \f"})
    EXPECT_EQ(make_line(line, "\n").kind, LineKind::blank) << line;
  for (const char* line : {"#", "  # x", "#Host a", "# it's", "# \"x"})
    EXPECT_EQ(make_line(line, "\n").kind, LineKind::comment) << line;
}

TEST(Words, ObsoleteKeywordIsItsPresentOne) {
  EXPECT_EQ(keyword("KeepAlive yes"), "tcpkeepalive");
  EXPECT_EQ(keyword("IdentityFile2 x"), "identityfile");
}

TEST(Words, QuotedWordIsReadAsItself) {
  for (const std::string_view word : {"plain", "two words", "it's", "a\"b", "back\\slash", "end\\",
                                      "#hash", "a#b", "=x", "a=b", "", "tab\there", "\\\" '"}) {
    EXPECT_THAT(words("User " + quoted_word(word)), ElementsAre(word)) << word;
  }
  EXPECT_EQ(quoted_word("/a/b=c#d"), "/a/b=c#d");
}

TEST(Line, NewValueKeepsEverythingElse) {
  const Line line = make_line("\t User=u  # me", "\r\n");
  const Line changed = with_value(line, "other");
  EXPECT_EQ(changed.text, "\t User=other  # me");
  EXPECT_EQ(changed.ending, "\r\n");
  EXPECT_EQ(changed.comment(), "me");
  EXPECT_EQ(with_value(make_line("\"User\"u", ""), "v").text, "\"User\" v");
  EXPECT_EQ(with_value(make_line("User #me", ""), "v").text, "User v #me");
}

}  // namespace
}  // namespace cloudx::sshconfig
