#include "aws/core/config_edit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/core/config_file.hpp"

namespace cloudx::aws {
namespace {

const SectionName kDev{"profile", "dev"};

std::string edited(std::string_view text, const SectionName& section,
                   const ConfigSettings& settings) {
  const auto once = set_in_config(text, section, settings);
  if (!once) return "refused: " + once.error().message;
  const auto twice = set_in_config(*once, section, settings);
  EXPECT_EQ(twice.value_or("refused"), *once) << "a second run changes the file";
  return *once;
}

TEST(ConfigEdit, MissingSectionIsAddedAtTheEnd) {
  EXPECT_EQ(edited("", kDev, {{"region", "x"}, {"output", "json"}}),
            "[profile dev]\nregion = x\noutput = json\n");
  EXPECT_EQ(edited("[a]\nb = c", kDev, {{"region", "x"}}),
            "[a]\nb = c\n\n[profile dev]\nregion = x\n");
  EXPECT_EQ(edited("# only this\n\n", kDev, {{"region", "x"}}),
            "# only this\n\n[profile dev]\nregion = x\n");
}

TEST(ConfigEdit, ExistingValueIsReplacedInItsLine) {
  EXPECT_EQ(edited("[profile dev]\n# why\n  Region:old \t\n\n; end\n[b]\nregion=r\n", kDev,
                   {{"region", "x"}}),
            "[profile dev]\n# why\n  Region:x \t\n\n; end\n[b]\nregion=r\n");
  EXPECT_EQ(edited("[profile dev]\nregion =\r\n", kDev, {{"region", "x"}}),
            "[profile dev]\nregion = x\r\n");
  EXPECT_EQ(edited("[profile dev]\nregion =", kDev, {{"region", "x"}}),
            "[profile dev]\nregion = x");
}

TEST(ConfigEdit, NewSettingFollowsTheLastWithItsNestedLines) {
  EXPECT_EQ(
      edited("[profile dev]\n\ta = 1\n\ts3 =\n\t\tx = y\n\n\t\tz = y\n\n# next\n[b]\n", kDev,
             {{"region", "x"}}),
      "[profile dev]\n\ta = 1\n\ts3 =\n\t\tx = y\n\n\t\tz = y\n\tregion = x\n\n# next\n[b]\n");
  EXPECT_EQ(edited("[profile dev]\n# empty\n[b]\n", kDev, {{"region", "x"}}),
            "[profile dev]\nregion = x\n# empty\n[b]\n");
}

TEST(ConfigEdit, LineEndsOfTheFileAreKept) {
  EXPECT_EQ(edited("[profile dev]\r\na = 1", kDev, {{"region", "x"}}),
            "[profile dev]\r\na = 1\r\nregion = x\r\n");
  EXPECT_EQ(edited("[a]\r\n", kDev, {{"region", "x"}}),
            "[a]\r\n\r\n[profile dev]\r\nregion = x\r\n");
}

TEST(ConfigEdit, SectionIsFoundHoweverItsTitleIsWritten) {
  for (const std::string title :
       {"[profile dev]", "[profile \"dev\"]", "[ profile \t'dev' ] # x"}) {
    EXPECT_EQ(edited("\xEF\xBB\xBF" + title + "\na=1\n", kDev, {{"region", "x"}}),
              "\xEF\xBB\xBF" + title + "\na=1\nregion = x\n");
  }
}

TEST(ConfigEdit, NameWithASpaceIsQuotedInTheConfigFileOnly) {
  EXPECT_EQ(edited("", {"profile", "my prof"}, {{"a", "x"}}), "[profile \"my prof\"]\na = x\n");
  EXPECT_EQ(edited("", {"", "my prof"}, {{"a", "x"}}), "[my prof]\na = x\n");
}

TEST(ConfigEdit, NameWithQuotesIsWrittenAndFoundAsTheAwsCliWritesIt) {
  const SectionName bob{"profile", "Bob's team"};
  const std::string title = "[profile 'Bob'\"'\"'s team']";
  EXPECT_EQ(edited("", bob, {{"region", "x"}}), title + "\nregion = x\n");
  EXPECT_EQ(edited(title + "\na=1\nregion = y\n", bob, {{"region", "x"}}),
            title + "\na=1\nregion = x\n");
  EXPECT_EQ(edited("[profile \"Bob's team\"]\n", bob, {{"region", "x"}}),
            "[profile \"Bob's team\"]\nregion = x\n");
  EXPECT_EQ(edited("", {"", "Bob's team"}, {{"a", "x"}}), "[Bob's team]\na = x\n");
  EXPECT_EQ(edited("", {"sso-session", "a\\b"}, {{"a", "x"}}), "[sso-session 'a\\b']\na = x\n");
}

TEST(ConfigEdit, DefaultProfileIsTheOneThatCounts) {
  const SectionName profile{"profile", "default"};
  EXPECT_EQ(edited("", profile, {{"a", "x"}}), "[default]\na = x\n");
  EXPECT_EQ(edited("[default]\na = 1\n[profile default]\n", profile, {{"a", "x"}}),
            "[default]\na = 1\n[profile default]\na = x\n");
  EXPECT_EQ(edited("[profile default]\n", {"", "default"}, {{"a", "x"}}),
            "[profile default]\n\n[default]\na = x\n");
}

TEST(ConfigEdit, OfRepeatedSettingsTheLastIsChanged) {
  EXPECT_EQ(edited("[profile dev]\na = 1\na = 2\n[b]\n[profile dev]\na = 3\n", kDev, {{"a", "x"}}),
            "[profile dev]\na = 1\na = 2\n[b]\n[profile dev]\na = x\n");
}

TEST(ConfigEdit, ChangeThatReadersWouldNotSeeIsRefused) {
  const std::string two_titles = "[profile dev]\na = 1\n[profile \"dev\"]\nb = 2\n";
  const auto changed = set_in_config(two_titles, kDev, {{"a", "x"}});
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().message, ::testing::HasSubstr("by hand"));
}

TEST(ConfigEdit, LinesOfAValueAreNoSettings) {
  EXPECT_EQ(
      edited("[profile dev]\na = 1\n  region = n\n  [profile dev]\n", kDev, {{"region", "x"}}),
      "[profile dev]\na = 1\n  region = n\n  [profile dev]\nregion = x\n");
}

TEST(ConfigEdit, NestedKeyOfTheSameNameIsAnother) {
  EXPECT_EQ(edited("[profile dev]\ns3 =\n  region = n\n", kDev, {{"region", "x"}}),
            "[profile dev]\ns3 =\n  region = n\nregion = x\n");
}

TEST(ConfigEdit, ValueWithIndentedLinesIsLeftToTheUser) {
  for (const char* text :
       {"[profile dev]\nregion =\n  a = b\n", "[profile dev]\nregion = 1\n\n  more\n"}) {
    const auto changed = set_in_config(text, kDev, {{"region", "x"}});
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().kind, Errc::configuration);
    EXPECT_THAT(changed.error().message, ::testing::HasSubstr("line 2"));
  }
}

TEST(ConfigEdit, ValueThatWouldReadDifferentlyIsRefusedAndNotShown) {
  for (const std::string value :
       {"", " topsecret", "topsecret\t", "top\nsecret", "top\rsecret", "topsecret #x",
        "topsecret\t;x", "\"topsecret\"", "'topsecret'"}) {
    const auto changed = set_in_config("", kDev, {{"key", value}});
    ASSERT_FALSE(changed) << value;
    EXPECT_EQ(changed.error().kind, Errc::configuration);
    EXPECT_THAT(changed.error().message, ::testing::Not(::testing::HasSubstr("topsecret")));
  }
  EXPECT_TRUE(set_in_config("", kDev, {{"key", "a=b:c#d;e/+\"f"}}));
}

TEST(ConfigEdit, NameThatWouldReadDifferentlyIsRefused) {
  for (const std::string name : {"", " a", "a]b", "a\nb", "a\xc2\x9b", "#a"}) {
    EXPECT_FALSE(set_in_config("", {"profile", name}, {{"key", "x"}})) << name;
  }
  EXPECT_FALSE(set_in_config("", kDev, {{"Key", "x"}}));
  EXPECT_FALSE(set_in_config("", kDev, {{"a b", "x"}}));
}

TEST(ConfigEdit, LinesThatNobodyCanReadStayWhereTheyAre) {
  const std::string before = "stray = 1\n[open\nx = 1\n[profile dev]\nnonsense\n  deep = 1\n\n";
  EXPECT_EQ(edited(before, kDev, {{"region", "x"}}),
            "stray = 1\n[open\nx = 1\n[profile dev]\nnonsense\n  deep = 1\n  region = x\n\n");
}

}  // namespace
}  // namespace cloudx::aws
