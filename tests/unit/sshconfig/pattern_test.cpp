#include "sshconfig/pattern.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace cloudx::sshconfig {
namespace {

TEST(Pattern, WildcardsMatchAsInSsh) {
  EXPECT_TRUE(match_pattern("abc", "a*c"));
  EXPECT_TRUE(match_pattern("abcbc", "a*bc"));
  EXPECT_TRUE(match_pattern("", "*"));
  EXPECT_TRUE(match_pattern("ab", "a?"));
  EXPECT_TRUE(match_pattern("cloudx-dev-web", "cloudx-*"));
  EXPECT_FALSE(match_pattern("a", "a?"));
  EXPECT_FALSE(match_pattern("cloudX-dev", "cloudx-*"));
  EXPECT_FALSE(match_pattern("abc", "ab"));
}

TEST(Pattern, NegatedPatternWinsAndAloneMatchesNothing) {
  const std::vector<std::string> all_but_a{"*", "!a"};
  EXPECT_TRUE(match_patterns("b", all_but_a));
  EXPECT_FALSE(match_patterns("a", all_but_a));
  const std::vector<std::string> not_a{"!a"};
  EXPECT_FALSE(match_patterns("b", not_a));
}

TEST(Pattern, ListsOfMatchIgnoreCase) {
  EXPECT_TRUE(match_list("Web", "a,w*,!x"));
  EXPECT_FALSE(match_list("x", "*,!X"));
}

TEST(Pattern, IntersectionIsExact) {
  EXPECT_TRUE(patterns_intersect("cloudx-*", "*-web"));
  EXPECT_TRUE(patterns_intersect("a*b", "*c*"));
  EXPECT_TRUE(patterns_intersect("?", "*"));
  EXPECT_TRUE(patterns_intersect("*", "*"));
  EXPECT_FALSE(patterns_intersect("cloudx-dev-*", "cloudx-qa-*"));
  EXPECT_FALSE(patterns_intersect("a?", "a"));
  EXPECT_FALSE(patterns_intersect("*a", "*b"));
}

}  // namespace
}  // namespace cloudx::sshconfig
