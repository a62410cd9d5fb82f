#include "base/shell_word.hpp"

#include <gtest/gtest.h>

namespace cloudx {
namespace {

TEST(ShellWord, PlainOnesStandAsTheyAre) {
  EXPECT_EQ(shell_word("i-0123"), "i-0123");
  EXPECT_EQ(shell_word("/home/me/.ssh/config"), "/home/me/.ssh/config");
}

TEST(ShellWord, AnythingElseStandsInQuotes) {
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("~/x"), "'~/x'");
  EXPECT_EQ(shell_word("$(id)"), "'$(id)'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
}

}  // namespace
}  // namespace cloudx
