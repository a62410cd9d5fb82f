#include "sshconfig/block_index.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sshconfig/pattern.hpp"

namespace cloudx::sshconfig {
namespace {

using testing::ElementsAre;

TEST(BlockIndex, ANameFindsEveryBlockThatMayCountInTheOrderOfTheFile) {
  const Document document =
      parse("Host a-*\nMatch all\nHost a-b\nHost !a-b\nHost x a-b *-b\nHost a-c\nHost ?-b\n");
  const BlockIndex index(document);
  EXPECT_THAT(index.of_name("a-b"), ElementsAre(0, 1, 2, 4, 6));
  EXPECT_THAT(index.of_name("q"), ElementsAre(1));
  EXPECT_THAT(index.of_name("q-b"), ElementsAre(1, 4, 6));
  EXPECT_THAT(index.patterns(4), ElementsAre("x", "a-b", "*-b"));
}

TEST(BlockIndex, NegatedPatternTakesItsNamesOut) {
  const Document document = parse("Host * !a-b\nHost a-b !a-*\nHost a-b !c\n");
  const BlockIndex index(document);
  EXPECT_THAT(index.of_name("a-b"), ElementsAre(2));
  EXPECT_THAT(index.of_name("x"), ElementsAre(0));
}

// What the index does not find has no name in common.
TEST(BlockIndex, EveryPairWithACommonNameIsFoundFromOneSide) {
  const std::vector<std::string> patterns{"a",   "a*",    "*",   "?",   "ab",  "a?",
                                          "a*b", "*b",    "?b",  "abc", "b*",  "a-*-*",
                                          "",    "a-x-y", "a-*", "a-b", "*-b", "ab"};
  std::vector<std::vector<std::string>> each;
  each.reserve(patterns.size());
  for (const std::string& pattern : patterns) each.push_back({pattern});
  const BlockIndex index(each);
  const auto finds = [&](std::size_t one, std::size_t other) {
    const auto found = index.of_pattern(patterns[one]);
    return std::ranges::find(found, other) != found.end();
  };
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    for (std::size_t j = 0; j < patterns.size(); ++j) {
      if (!patterns_intersect(patterns[i], patterns[j])) continue;
      EXPECT_TRUE(finds(i, j) || finds(j, i)) << patterns[i] << " " << patterns[j];
    }
  }
}

}  // namespace
}  // namespace cloudx::sshconfig
