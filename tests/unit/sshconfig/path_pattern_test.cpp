#include "sshconfig/path_pattern.hpp"

#include <string>

#include <gtest/gtest.h>

namespace cloudx::sshconfig {
namespace {

TEST(PathPattern, StaysWithinOneFolderAndLeavesHiddenFilesAlone) {
  EXPECT_TRUE(match_path("/h/.ssh/conf.d/a.conf", "/h/.ssh/conf.d/*.conf"));
  EXPECT_FALSE(match_path("/h/.ssh/conf.d/x/a.conf", "/h/.ssh/conf.d/*.conf"));
  EXPECT_FALSE(match_path("/h/.ssh/conf.d/.a.conf", "/h/.ssh/conf.d/*.conf"));
  EXPECT_FALSE(match_path("/h/a", "/h[/]a"));
  EXPECT_TRUE(match_path("a.", "*?[.]"));
}

TEST(PathPattern, ManyStarsTakeNoTime) {
  std::string pattern;
  for (int i = 0; i < 1000; ++i) pattern += "*a";
  EXPECT_FALSE(match_path(std::string(10'000, 'a') + "b", pattern));
}

TEST(NamePattern, IsWildWhereAFolderHasToBeRead) {
  EXPECT_EQ(name_pattern("config"), NamePattern::literal);
  EXPECT_EQ(name_pattern("con\\*fig"), NamePattern::escaped);
  EXPECT_EQ(name_pattern("*.conf"), NamePattern::wild);
  EXPECT_EQ(name_pattern("[ab]"), NamePattern::wild);
}

}  // namespace
}  // namespace cloudx::sshconfig
