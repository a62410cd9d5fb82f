#include "aws/core/config_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/core/profiles.hpp"

namespace cloudx::aws {
namespace {

TEST(ConfigFile, ReadsSettingsWithEitherSeparatorAndLowerCasesKeys) {
  const ConfigFile file = parse_config_file(
      "\xEF\xBB\xBF# comment\n[ default ]\r\nREGION =  eu-west-1 \r\noutput : json\nurl=a:b=c\n");
  const ConfigSection& section = file.sections.at("default");
  EXPECT_EQ(section.at("region").text, "eu-west-1");
  EXPECT_EQ(section.at("output").text, "json");
  EXPECT_TRUE(file.sections.contains("default"));
}

TEST(ConfigFile, EqualsSignInsideAValueBelongsToIt) {
  const ConfigFile file = parse_config_file("[a]\nkey = a=b:c=\nurl = https://h/x#y ; z\n");
  EXPECT_EQ(file.sections.at("a").at("key").text, "a=b:c=");
  EXPECT_EQ(file.sections.at("a").at("url").text, "https://h/x#y ; z");
}

TEST(ConfigFile, IndentedLinesUnderAnEmptyValueAreNested) {
  const ConfigFile file = parse_config_file(
      "[services local]\nssm =\n  endpoint_url = http://127.0.0.1:1\n\n  # comment\n  other = x\n"
      "ec2 =\n  endpoint_url = http://127.0.0.1:2\n");
  const ConfigSection& section = file.sections.at("services local");
  EXPECT_EQ(section.at("ssm").nested.at("endpoint_url"), "http://127.0.0.1:1");
  EXPECT_EQ(section.at("ssm").nested.at("other"), "x");
  EXPECT_EQ(section.at("ec2").nested.at("endpoint_url"), "http://127.0.0.1:2");
}

TEST(ConfigFile, DeeperLinesBelowAValueBelongToIt) {
  const ConfigFile file = parse_config_file(
      "[a]\nscopes = one,\n  two,\n# comment\n\n\tthree  \n\n\nlast = 1\n  [b]\n\n[c]\n"
      "  x = 1\n    y = 2\n  z = 3\n");
  EXPECT_EQ(file.sections.at("a").at("scopes").text, "one,\ntwo,\n\nthree");
  EXPECT_EQ(file.sections.at("a").at("last").text, "1\n[b]");
  EXPECT_EQ(file.sections.at("c").at("x").text, "1\ny = 2");
  EXPECT_EQ(file.sections.at("c").at("z").text, "3");
  EXPECT_TRUE(file.warnings.empty());
}

TEST(ConfigFile, NestedNamesAreTakenAsTheyAreWritten) {
  const ConfigFile file = parse_config_file("[a]\ns3 =\n  Max_Rate : 1 = 2\n  nothing\n");
  const ConfigValue& value = file.sections.at("a").at("s3");
  EXPECT_EQ(value.nested, (std::map<std::string, std::string>{{"Max_Rate : 1", "2"}}));
  EXPECT_EQ(file.warnings.size(), 1U);
}

TEST(ConfigFile, TitleEndsAtTheLastBracket) {
  const ConfigFile file = parse_config_file("[profile a]b] # x\nx=1\n[c = 1\n[]\n");
  EXPECT_EQ(file.sections.at("profile a]b").at("[c").text, "1");
  EXPECT_EQ(file.warnings.size(), 1U);
}

TEST(ConfigFile, AnyLineEndAndAnyWhiteSpaceWillDo) {
  const ConfigFile file =
      parse_config_file("[a]\rx = 1\xC2\xA0\r\n\xE3\x80\x80y\f=\v2\xE2\x80\xA8\n\f\nz=3");
  EXPECT_EQ(file.sections.at("a").at("x").text, "1\ny\f=\v2");
  EXPECT_EQ(file.sections.at("a").at("z").text, "3");
}

TEST(ConfigFile, WhollyIndentedSectionHoldsOrdinarySettings) {
  const ConfigFile file = parse_config_file("[a]\n  x = 1\n  y = 2\n[b]\n\tz = 3\n");
  EXPECT_EQ(file.sections.at("a").at("x").text, "1");
  EXPECT_EQ(file.sections.at("a").at("y").text, "2");
  EXPECT_EQ(file.sections.at("b").at("z").text, "3");
}

TEST(ConfigFile, RepeatedSectionIsMergedAndLaterKeysWin) {
  const ConfigFile file = parse_config_file("[a]\nx = 1\ny = 1\n[b]\n[a]\ny = 2\n");
  EXPECT_EQ(file.sections.at("a").at("x").text, "1");
  EXPECT_EQ(file.sections.at("a").at("y").text, "2");
}

TEST(ConfigFile, UnreadableLinesAreWarnedAboutWithoutTheirContent) {
  const ConfigFile file = parse_config_file(
      "stray = topsecret\n[a\nx = topsecret\n[b]\nnonsense topsecret\ny = 1\n  topsecret\n");
  EXPECT_EQ(file.sections.size(), 1U);
  EXPECT_EQ(file.warnings.size(), 4U);
  for (const std::string& warning : file.warnings) {
    EXPECT_THAT(warning, ::testing::Not(::testing::HasSubstr("topsecret")));
  }
}

TEST(ConfigFile, AnyBytesAreSurvived) {
  for (const std::string_view text :
       {"", "[", "]", "[]", "[]\n=\n:", "=", "\n\n", "[a]\n=x\n  =y\n", "[a]\nk\t=\n \xFF\xFE"}) {
    (void)parse_config_file(text);
  }
  (void)parse_config_file(std::string("[a]\nx\0y = \0", 11));
  (void)parse_config_file(std::string(100'000, '['));
}

TEST(ConfigFile, CommentsAreCutOnlyAfterWhiteSpace) {
  EXPECT_EQ(without_comment("eu-north-1 # north"), "eu-north-1");
  EXPECT_EQ(without_comment("eu-north-1\t;north"), "eu-north-1");
  EXPECT_EQ(without_comment("a#b;c"), "a#b;c");
}

TEST(Profiles, SectionTitlesOfTheConfigFileAreTyped) {
  const Profiles merged = merge_profiles(
      parse_config_file("[dev]\nregion=x\n[profile \"my prof\"]\nregion=a\n[sso-session corp]\n"
                        "sso_region=b\n[services local]\n[default]\nregion=c\nonly=d\n"
                        "[profile default]\nregion=e\n"),
      parse_config_file("[dev]\naws_access_key_id=AKIA\n[sso-session corp]\n"));
  EXPECT_FALSE(merged.find("dev")->has("region"));
  EXPECT_EQ(merged.find("my prof")->get("region"), "a");
  EXPECT_EQ(merged.find("default")->get("region"), "e");
  EXPECT_EQ(merged.find("default")->get("only"), "d");
  EXPECT_TRUE(merged.sso_sessions.contains("corp"));
  EXPECT_TRUE(merged.services.contains("local"));
  EXPECT_EQ(merged.find("profile"), nullptr);
}

TEST(Profiles, TitlesAreSplitLikeAShellCommand) {
  const Profiles merged = merge_profiles(
      parse_config_file("[profile 'Bob'\"'\"'s team']\na=1\n[profile x\\ y]\na=2\n"
                        "[profile two words]\na=3\n[profile Bob's]\na=4\n[profile]\na=5\n"
                        "[profile \"a # b\"]\na=6\n[sso-session 'my corp']\na=7\n"),
      parse_config_file("[Bob's team]\nb=1\n[\"quoted\"]\nb=2\n"));
  EXPECT_EQ(merged.find("Bob's team")->get("a"), "1");
  EXPECT_EQ(merged.find("Bob's team")->get("b"), "1");
  EXPECT_EQ(merged.find("x y")->get("a"), "2");
  EXPECT_EQ(merged.find("a # b")->get("a"), "6");
  EXPECT_EQ(merged.find("\"quoted\"")->get("b"), "2");
  EXPECT_EQ(merged.profiles.size(), 4U);
  EXPECT_TRUE(merged.sso_sessions.contains("my corp"));
}

TEST(Profiles, OfTwoTitlesForOneNameTheLaterCounts) {
  const Profiles merged =
      merge_profiles(parse_config_file("[profile dev]\na=1\nb=1\n[profile \"dev\"]\na=2\n"), {});
  EXPECT_EQ(merged.find("dev")->get("a"), "2");
  EXPECT_FALSE(merged.find("dev")->has("b"));
}

TEST(Profiles, SectionDefaultInCapitalsHoldsForAll) {
  const Profiles merged =
      merge_profiles(parse_config_file("[DEFAULT]\nregion=r\na=1\n[profile dev]\na=2\n"),
                     parse_config_file("[other]\nb=1\n[DEFAULT]\nc=1\n"));
  EXPECT_EQ(merged.find("dev")->get("region"), "r");
  EXPECT_EQ(merged.find("dev")->get("a"), "2");
  EXPECT_EQ(merged.find("other")->get("c"), "1");
  EXPECT_FALSE(merged.find("other")->has("region"));
  EXPECT_EQ(merged.profiles.size(), 2U);
}

TEST(Profiles, CredentialsFileWinsKeyByKey) {
  const Profiles merged = merge_profiles(parse_config_file("[profile d]\na = 1\nb = 1\nc = 1\n"),
                                         parse_config_file("[d]\nb = 2\nc =\n"));
  EXPECT_EQ(merged.find("d")->get("a"), "1");
  EXPECT_EQ(merged.find("d")->get("b"), "2");
  EXPECT_EQ(merged.find("d")->get("c"), "1");
}

}  // namespace
}  // namespace cloudx::aws
