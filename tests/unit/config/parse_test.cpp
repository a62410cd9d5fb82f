#include "config/parse.hpp"

#include <gmock/gmock.h>

namespace cloudx::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

// The faults of a text, "LINE WHAT".
std::vector<std::string> faults(std::string_view text) {
  std::vector<std::string> all;
  for (const Fault& fault : parse(text).faults) {
    all.push_back(std::to_string(fault.line) + " " + fault.what);
  }
  return all;
}

std::vector<std::string> texts(const std::vector<ForwardEnd>& ends) {
  std::vector<std::string> all;
  for (const ForwardEnd& end : ends) all.push_back(end.text);
  return all;
}

TEST(ConfigParse, EverySectionIsRead) {
  const Parsed parsed = parse(R"(# comment
[default]
reason = change 1234
[profile dev]
  document = Company-SSH        # used by connect
  client_version = 1.2.707.0 ; and this
[profile "two words"]
exec_document=Company-Exec
[host cloudx-prod-* !cloudx-prod-x]
reason = prod
[host *]
reason =
)");
  EXPECT_THAT(parsed.faults, IsEmpty());
  const Sections& all = parsed.sections;
  EXPECT_THAT(all.defaults, ElementsAre(Pair(Key::reason, "change 1234")));
  EXPECT_THAT(all.profiles.at("dev"), UnorderedElementsAre(Pair(Key::document, "Company-SSH"),
                                                           Pair(Key::client_version, "1.2.707.0")));
  EXPECT_THAT(all.profiles.at("two words"), ElementsAre(Pair(Key::exec_document, "Company-Exec")));
  ASSERT_EQ(all.hosts.size(), 2U);
  EXPECT_THAT(all.hosts[0].patterns, ElementsAre("cloudx-prod-*", "!cloudx-prod-x"));
  EXPECT_THAT(all.hosts[1].values, ElementsAre(Pair(Key::reason, "")));
}

TEST(ConfigParse, ReasonIsTakenAsItStandsWithItsTicket) {
  EXPECT_EQ(parse("[default]\nreason = ticket #12 ; urgent\n").sections.defaults.at(Key::reason),
            "ticket #12 ; urgent");
}

TEST(ConfigParse, ValueThatIsACommentIsEmpty) {
  EXPECT_EQ(parse("[default]\ndocument = # none\n").sections.defaults.at(Key::document), "");
}

TEST(ConfigParse, EndsOfASetStandOnSeveralLinesOrBehindCommas) {
  const Parsed parsed = parse(R"([forward db]
target = cloudx-dev-myserver   # the one
local = 5432:db.internal:5432, 80 ,
local =
  8080:80   # web
  # nothing
  [::1]:81:82,83
dynamic = 1080
dynamic = [::1]:1081
)");
  EXPECT_THAT(parsed.faults, IsEmpty());
  const ForwardSet& set = parsed.sections.forwards.at("db");
  EXPECT_EQ(set.target, "cloudx-dev-myserver");
  EXPECT_THAT(texts(set.local),
              ElementsAre("5432:db.internal:5432", "80", "8080:80", "[::1]:81:82", "83"));
  EXPECT_THAT(set.local, testing::Contains(AllOf(Field(&ForwardEnd::text, "8080:80"),
                                                 Field(&ForwardEnd::line, 5U))));
  EXPECT_THAT(texts(set.dynamic), ElementsAre("1080", "[::1]:1081"));
}

TEST(ConfigParse, UnknownSectionsAreToldOnceAndPassedOver) {
  const Parsed parsed = parse("[future x]\nany = thing\n  more\n[default]\nreason = r\n");
  ASSERT_EQ(parsed.faults.size(), 1U);
  EXPECT_EQ(parsed.faults[0].line, 1U);
  EXPECT_THAT(parsed.faults[0].what, HasSubstr("the section [future x] is not known"));
  EXPECT_EQ(parsed.sections.defaults.at(Key::reason), "r");
}

TEST(ConfigParse, TitlesThatAreWrongAreTold) {
  EXPECT_THAT(faults("[host]\n"), ElementsAre("1 [host] has no pattern"));
  EXPECT_THAT(faults("[profile]\n"), ElementsAre("1 [profile] has to have one name"));
  EXPECT_THAT(faults("[forward a b]\n"), ElementsAre("1 [forward a b] has to have one name"));
  EXPECT_THAT(faults("[default x]\n"), ElementsAre(HasSubstr("is not known")));
  EXPECT_THAT(faults("[profile \"a]\n"), ElementsAre(HasSubstr("have no end")));
  EXPECT_THAT(faults("\n[default\nreason = r\n"), ElementsAre("2 the section has no \"]\""));
}

TEST(ConfigParse, UnknownSettingsAreToldWithTheirLineAndTheRestIsRead) {
  const Parsed parsed = parse("[default]\nreson = x\nreason = y\n");
  ASSERT_EQ(parsed.faults.size(), 1U);
  EXPECT_EQ(parsed.faults[0].line, 2U);
  EXPECT_THAT(parsed.faults[0].what,
              AllOf(HasSubstr("\"reson\" is not known here"), HasSubstr("forward_document")));
  EXPECT_EQ(parsed.sections.defaults.at(Key::reason), "y");
  EXPECT_THAT(faults("[forward x]\ntarget=t\nlocal=1\nreason=r\n"),
              ElementsAre(HasSubstr("4 the setting \"reason\" is not known in [forward]")));
}

TEST(ConfigParse, WrongValuesAreLeftOut) {
  const Parsed parsed = parse("[default]\nclient_version = newest\n[host *]\ndocument = a b\n");
  EXPECT_THAT(parsed.sections.defaults, IsEmpty());
  EXPECT_THAT(parsed.sections.hosts.at(0).values, IsEmpty());
  ASSERT_EQ(parsed.faults.size(), 2U);
  EXPECT_THAT(parsed.faults[0].what,
              AllOf(HasSubstr("client_version is not a version"), HasSubstr("\"newest\"")));
  EXPECT_EQ(parsed.faults[1].line, 4U);
}

TEST(ConfigParse, LinesThatAreNothingAreTold) {
  EXPECT_THAT(faults("reason = r\n"), ElementsAre("1 this stands before the first section"));
  EXPECT_THAT(faults("[default]\nreason\n"),
              ElementsAre("2 this is neither a section nor NAME = VALUE"));
  EXPECT_THAT(faults("[default]\nreason = r\n  document = Some-Doc\n"),
              ElementsAre(HasSubstr("3 this line is indented")));
}

TEST(ConfigParse, WhatIsSaidTwiceIsToldAndTheFirstCounts) {
  EXPECT_THAT(faults("[default]\nreason = a\nreason = b\n"),
              ElementsAre("3 reason is set a second time in this section"));
  EXPECT_THAT(faults("[profile p]\nreason = a\n[profile p]\nreason = b\n"),
              ElementsAre("4 reason is set a second time in this section"));
  EXPECT_THAT(faults("[forward f]\ntarget=a\ntarget=b\nlocal=1\n[forward f]\ntarget=c\n"),
              ElementsAre("3 target is set a second time in this section",
                          "5 [forward f] is there already"));
  EXPECT_EQ(parse("[default]\nreason = a\nreason = b\n").sections.defaults.at(Key::reason), "a");
}

TEST(ConfigParse, SetsThatAreNotWholeAreLeftOut) {
  const Parsed parsed = parse("[forward a]\nlocal = 1\n[forward b]\ntarget = t\n[default]\n");
  EXPECT_THAT(parsed.sections.forwards, IsEmpty());
  EXPECT_THAT(
      faults("[forward a]\nlocal = 1\n\n[forward b]\ntarget = t\n"),
      ElementsAre("1 [forward a] has no target", "4 [forward b] has no local and no dynamic"));
}

}  // namespace
}  // namespace cloudx::config
