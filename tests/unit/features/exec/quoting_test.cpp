#include "features/exec/quoting.hpp"

#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace cloudx::exec {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::string_literals;

using Words = std::vector<std::string>;

// The agent's splitter, written anew from the rules that quoting.hpp tells. nullopt where it
// reports an open quote or a backslash at the end.
class AgentSplitter {
 public:
  explicit AgentSplitter(std::string_view line) : rest_(line) {}

  std::optional<Words> split() {
    Words words;
    while (skip_to_word()) {
      auto word = read_word();
      if (!word) return std::nullopt;
      words.push_back(std::move(*word));
    }
    return words;
  }

 private:
  static bool is_blank(std::string_view c) {
    return c == " " || c == "\t" || c == "\r" || c == "\n";
  }

  // A character as Go's reader gives it.
  std::string next() {
    const Utf8Step step = utf8_step(rest_);
    const bool good = step.kind == Utf8Kind::character;
    std::string c = good ? std::string(rest_.substr(0, step.size)) : "\xef\xbf\xbd";
    rest_.remove_prefix(good ? step.size : 1);
    return c;
  }

  bool skip_to_word() {
    while (!rest_.empty()) {
      if (rest_.front() == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (is_blank(rest_.substr(0, 1))) {
        rest_.remove_prefix(1);
      } else {
        return true;
      }
    }
    return false;
  }

  std::optional<std::string> read_word() {
    std::string word;
    std::string quote;
    while (!rest_.empty()) {
      if (quote.empty() && is_blank(rest_.substr(0, 1))) return word;
      const std::string c = next();
      if (c == "\\" && quote != "'") {
        if (rest_.empty()) return std::nullopt;
        word += next();
      } else if (c == quote) {
        quote.clear();
      } else if (quote.empty() && (c == "'" || c == "\"")) {
        quote = c;
      } else {
        word += c;
      }
    }
    return quote.empty() ? std::optional(word) : std::nullopt;
  }

  std::string_view rest_;
};

std::optional<Words> split(std::string_view line) {
  return AgentSplitter(line).split();
}

std::string line_of(const Words& words) {
  const auto line = command_line(words);
  EXPECT_TRUE(line) << line.error().message;
  return line.value_or("");
}

std::string error_of(const Words& words) {
  const auto line = command_line(words);
  EXPECT_FALSE(line);
  if (line) return {};
  EXPECT_EQ(line.error().kind, Errc::usage);
  return line.error().message;
}

// Cases of google/shlex's own tests and of its code.
TEST(AgentSplitter, SplitsAsTheAgentDoes) {
  EXPECT_THAT(
      *split("one two \"three four\" \"five \\\"six\\\"\" seven#eight # nine # ten\n eleven "
             "'twelve\\' thirteen=13 fourteen/14"),
      ElementsAre("one", "two", "three four", "five \"six\"", "seven#eight", "eleven", "twelve\\",
                  "thirteen=13", "fourteen/14"));
  EXPECT_THAT(*split("a\\\nb"), ElementsAre("a\nb"));
  EXPECT_THAT(*split("\"a\\nb\""), ElementsAre("anb"));
  EXPECT_THAT(*split("'' a''b \"\""), ElementsAre("", "ab", ""));
  EXPECT_THAT(*split("a\xff"), ElementsAre("a\xef\xbf\xbd"));
  EXPECT_FALSE(split("'a"));
  EXPECT_FALSE(split("\"a"));
  EXPECT_FALSE(split("a\\"));
}

TEST(CommandLine, PlainWordsStayAsTheyAre) {
  EXPECT_EQ(line_of({"/usr/bin/env", "LANG=C", "ls", "-la", "a,b", "50%", "x@y:1"}),
            "/usr/bin/env LANG=C ls -la a,b 50% x@y:1");
}

TEST(CommandLine, OtherWordsStandInSingleQuotes) {
  EXPECT_EQ(line_of({"echo", "", "a b", "it's", "\"x\"", "\\", "#no", "a\nb", "*"}),
            "echo '' 'a b' 'it'\\''s' '\"x\"' '\\' '#no' 'a\nb' '*'");
}

TEST(CommandLine, CommandOfAShellIsOneWord) {
  const Words words = {"sh", "-c", "for f in *; do echo \"$f\" | wc -c; done && echo 'it''s'"};
  EXPECT_EQ(split(line_of(words)), words);
}

TEST(CommandLine, WhatTheAgentReplacesInItsDocumentIsNotInIt) {
  const Words words = {"echo", "{{ ssm:secret }}", "{{{x}}}", "$HOME ${x} $$ $1$", "a{b}c$"};
  const std::string line = line_of(words);
  EXPECT_EQ(split(line), words);
  EXPECT_THAT(line, Not(HasSubstr("{{")));
  for (std::size_t at = line.find('$'); at != std::string::npos; at = line.find('$', at + 1)) {
    EXPECT_EQ(line.at(at + 1), '\'') << line;
  }
}

TEST(CommandLine, WhatCannotBeSaidIsWrongUsage) {
  EXPECT_THAT(error_of({}), HasSubstr("no command"));
  EXPECT_THAT(error_of({"", "x"}), HasSubstr("name is empty"));
  EXPECT_THAT(error_of({"echo", "a\0b"s}), HasSubstr("NUL"));
  EXPECT_THAT(error_of({"echo", "a\xff"}), HasSubstr("UTF-8"));
  EXPECT_THAT(error_of({"echo", "\xe2\x82"}), HasSubstr("UTF-8"));
}

TEST(CommandLine, LengthIsThatOfTheParameterInCharacters) {
  const std::string longest(kMaxCommand - 5, 'a');
  EXPECT_EQ(line_of({"echo", longest}).size(), kMaxCommand);
  EXPECT_THAT(error_of({"echo", longest + "a"}), HasSubstr("65536 characters"));
  std::string euros;
  for (std::size_t i = 0; i < kMaxCommand - 7; ++i) euros += "\xe2\x82\xac";
  EXPECT_TRUE(command_line(Words{"echo", euros}));
  EXPECT_FALSE(command_line(Words{"echo", euros + "a"}));
}

TEST(CommandLine, AnyWordsComeBackFromTheAgentsSplitter) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces = {"a",  "b", "'",  "\"", "\\",       "#",           " ",
                                           "\t", "$", "\n", "\r", "{",        "}",           "`",
                                           "!",  "*", "~",  "|",  "\xc3\xa9", "\xef\xbf\xbd"};
  for (int round = 0; round < 5000; ++round) {
    Words words(random() % 4 + 1);
    for (std::string& word : words) {
      for (std::size_t size = random() % 8; size > 0; --size)
        word += pieces[random() % pieces.size()];
    }
    if (words.front().empty()) words.front() = "x";
    const std::string line = line_of(words);
    ASSERT_EQ(split(line), words) << line;
    ASSERT_THAT(line, Not(HasSubstr("{{")));
  }
}

}  // namespace
}  // namespace cloudx::exec
