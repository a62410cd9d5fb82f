#include "sshconfig/edit.hpp"

#include <array>

#include <gtest/gtest.h>

namespace cloudx::sshconfig {
namespace {

std::string set(std::string_view text, std::string_view keyword, std::string_view value) {
  Document document = parse(text);
  set_directive(document, 0, keyword, value);
  return render(document);
}

std::string added(std::string_view text, std::string_view keyword, std::string_view value) {
  Document document = parse(text);
  add_directive(document, 0, keyword, value);
  return render(document);
}

TEST(Edit, ChangedValueKeepsIndentationSeparatorCommentAndNewline) {
  EXPECT_EQ(set("Host a\r\n\tuser=u # me\r\n", "User", "v"), "Host a\r\n\tuser=v # me\r\n");
  EXPECT_EQ(set("Host a\n  User   \"u\"", "User", "two words"), "Host a\n  User   \"two words\"");
  EXPECT_EQ(set("Host a\n  ProxyCommand nc %h %p # x\n", "ProxyCommand", "p connect \"a b\""),
            "Host a\n  ProxyCommand p connect \"a b\"\n");
}

TEST(Edit, EqualValueInAnotherSpellingStays) {
  Document document = parse("Host a\n  USER \"u\"\n");
  EXPECT_FALSE(set_directive(document, 0, "User", "u"));
  EXPECT_EQ(render(document), "Host a\n  USER \"u\"\n");
}

TEST(Edit, FurtherDirectivesOfTheKeywordGo) {
  EXPECT_EQ(set("Host a\n IdentityFile x\n User u\n IdentityFile y\n", "IdentityFile", "z"),
            "Host a\n IdentityFile z\n User u\n");
}

TEST(Edit, AddedDirectiveLooksLikeTheOthersAndStandsBehindThem) {
  EXPECT_EQ(added("Host a\r\n\tUser = u\r\n\r\n# b\r\nHost b\r\n", "Port", "22"),
            "Host a\r\n\tUser = u\r\n\tPort = 22\r\n\r\n# b\r\nHost b\r\n");
  EXPECT_EQ(added("  Host a\n", "Port", "22"), "  Host a\n      Port 22\n");
}

TEST(Edit, MissingFinalNewlineIsMadeWhereLinesAreAdded) {
  EXPECT_EQ(added("Host a\n  User u", "Port", "22"), "Host a\n  User u\n  Port 22\n");
  EXPECT_EQ(added("Host a", "Port", "22"), "Host a\n    Port 22\n");
}

TEST(Edit, RemovedDirectiveTakesOnlyItsOwnLines) {
  Document document = parse("Host a\n User u\n # c\n user v\nHost b\n User w\n");
  EXPECT_TRUE(remove_directive(document, 0, "USER"));
  EXPECT_FALSE(remove_directive(document, 0, "User"));
  EXPECT_EQ(render(document), "Host a\n # c\nHost b\n User w\n");
}

TEST(Edit, TopIsTheFirstLineInTheFilesOwnNewlines) {
  Document document = parse("# mine\r\nHost a\r\n");
  insert_at_top(document, "Include", "/home/u/my keys/config");
  EXPECT_EQ(render(document), "Include \"/home/u/my keys/config\"\r\n# mine\r\nHost a\r\n");
}

TEST(Edit, BlockGoesWhereItIsWantedWithItsLead) {
  Document document = parse("Host a\n  User u");
  const std::array<std::string, 1> patterns{"b c"};
  const std::array<std::string, 2> lead{"", "# new"};
  insert_block(document, 1, make_host_block(document, patterns, lead));
  add_directive(document, 1, "User", "v");
  EXPECT_EQ(render(document), "Host a\n  User u\n\n# new\nHost \"b c\"\n    User v\n");
  move_block(document, 1, 0);
  EXPECT_EQ(render(document), "\n# new\nHost \"b c\"\n    User v\nHost a\n  User u\n");
  remove_block(document, 0);
  EXPECT_EQ(render(document), "Host a\n  User u\n");
}

TEST(Edit, ValueWithALineFeedCannotBeWritten) {
  EXPECT_TRUE(can_be_written("a b \" ' \\ #"));
  EXPECT_FALSE(can_be_written("a\nb"));
  EXPECT_FALSE(can_be_written("a\rb"));
  EXPECT_FALSE(can_be_written(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace cloudx::sshconfig
