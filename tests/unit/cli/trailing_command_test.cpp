#include "cli/trailing_command.hpp"

#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <gtest/gtest.h>

namespace cloudx::cli {
namespace {

struct Split {
  std::vector<std::string> own;
  std::vector<std::string> command;

  friend bool operator==(const Split&, const Split&) = default;
};

// With options as exec has them: a flag, and some with a value.
Split split(const std::vector<const char*>& words) {
  CLI::App app;
  std::string value;
  bool flag = false;
  app.add_option("TARGET", value);
  app.add_option("-p,--profile", value);
  app.add_flag("-v,--verbose", flag);
  const TrailingCommand found = find_trailing_command(app, words);
  Split split;
  split.own.assign(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(found.own));
  split.command.assign(words.begin() + static_cast<std::ptrdiff_t>(found.begin), words.end());
  return split;
}

TEST(TrailingCommand, EverythingBehindTheTargetIsTheCommand) {
  EXPECT_EQ(split({"web", "ls", "-v", "--profile", "x"}),
            (Split{{"web"}, {"ls", "-v", "--profile", "x"}}));
}

TEST(TrailingCommand, MarkBehindTheTargetIsDropped) {
  EXPECT_EQ(split({"web", "--", "ls", "-v"}), (Split{{"web"}, {"ls", "-v"}}));
}

TEST(TrailingCommand, MarkBehindTheTargetIsTold) {
  const CLI::App app;
  const std::vector<const char*> with{"web", "--", "ls"};
  const std::vector<const char*> without{"--", "web", "ls"};
  EXPECT_TRUE(find_trailing_command(app, with).is_marked);
  EXPECT_FALSE(find_trailing_command(app, without).is_marked);
}

TEST(TrailingCommand, LaterMarksAreTheCommands) {
  EXPECT_EQ(split({"web", "--", "--", "x"}), (Split{{"web"}, {"--", "x"}}));
  EXPECT_EQ(split({"web", "ls", "--", "x"}), (Split{{"web"}, {"ls", "--", "x"}}));
}

TEST(TrailingCommand, MarkBeforeTheTargetEndsOurOptions) {
  EXPECT_EQ(split({"-v", "--", "web", "ls"}), (Split{{"-v", "--", "web"}, {"ls"}}));
}

TEST(TrailingCommand, ValuesOfOptionsAreNoTarget) {
  EXPECT_EQ(split({"--profile", "dev", "web", "ls"}), (Split{{"--profile", "dev", "web"}, {"ls"}}));
  EXPECT_EQ(split({"-p", "dev", "web", "ls"}), (Split{{"-p", "dev", "web"}, {"ls"}}));
}

TEST(TrailingCommand, ValuesWithinTheOptionsWordTakeNoOther) {
  EXPECT_EQ(split({"--profile=dev", "web", "ls"}), (Split{{"--profile=dev", "web"}, {"ls"}}));
  EXPECT_EQ(split({"-pdev", "web", "ls"}), (Split{{"-pdev", "web"}, {"ls"}}));
}

TEST(TrailingCommand, FlagsAndUnknownOptionsTakeNoOther) {
  EXPECT_EQ(split({"-v", "web", "ls"}), (Split{{"-v", "web"}, {"ls"}}));
  EXPECT_EQ(split({"--no-such", "web", "ls"}), (Split{{"--no-such", "web"}, {"ls"}}));
}

TEST(TrailingCommand, NothingIsLeftWhereWordsAreMissing) {
  EXPECT_EQ(split({}), (Split{}));
  EXPECT_EQ(split({"web"}), (Split{{"web"}, {}}));
  EXPECT_EQ(split({"web", "--"}), (Split{{"web"}, {}}));
  EXPECT_EQ(split({"--"}), (Split{{"--"}, {}}));
  EXPECT_EQ(split({"--profile"}), (Split{{"--profile"}, {}}));
}

}  // namespace
}  // namespace cloudx::cli
