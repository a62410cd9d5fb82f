#include "base/unified_diff.hpp"

#include <gtest/gtest.h>

namespace cloudx {
namespace {

std::string diff(std::string_view before, std::string_view after) {
  return unified_diff(before, after, "a", "b");
}

TEST(UnifiedDiff, EqualTextsGiveNothing) {
  EXPECT_EQ(diff("x\n", "x\n"), "");
}

TEST(UnifiedDiff, ChangeHasThreeLinesOfContext) {
  EXPECT_EQ(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, ChangesFarApartAreTwoHunks) {
  const std::string lines = "1\n2\n3\n4\n5\n6\n7\n8\n";
  EXPECT_EQ(diff("x\n" + lines + "y\n", lines),
            "--- a\n+++ b\n@@ -1,4 +1,3 @@\n-x\n 1\n 2\n 3\n@@ -7,4 +6,3 @@\n 6\n 7\n 8\n-y\n");
}

TEST(UnifiedDiff, NewFileBeginsAtLineZero) {
  EXPECT_EQ(unified_diff("", "1\n2\n", "/dev/null", "b"),
            "--- /dev/null\n+++ b\n@@ -0,0 +1,2 @@\n+1\n+2\n");
}

TEST(UnifiedDiff, MissingFinalNewlineIsTold) {
  EXPECT_EQ(diff("x", "x\n"), "--- a\n+++ b\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n");
}

}  // namespace
}  // namespace cloudx
