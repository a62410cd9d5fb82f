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

// A table of all pairs of its lines would take gigabytes.
TEST(UnifiedDiff, LargeFileInAnotherOrderIsAWholeDiff) {
  std::string before;
  std::string after;
  std::string doubled;
  constexpr int kLines = 40000;
  for (int i = 0; i < kLines; ++i) {
    before += std::to_string(i * 7919 % kLines) + "\nsame\n";
    after += std::to_string(i) + "\nsame\n";
    doubled += "x\ny\n";
  }
  for (const std::string& text : {after, doubled}) {
    // What is removed and what stays is the old file, what is added and what stays the new one.
    const std::string all = unified_diff(before, text, "a", "b");
    std::size_t removed = 0;
    std::size_t added = 0;
    for (std::size_t at = all.find('\n'); at != std::string::npos; at = all.find('\n', at + 1)) {
      if (all.compare(at + 1, 1, "-") == 0) ++removed;
      if (all.compare(at + 1, 1, "+") == 0) ++added;
    }
    EXPECT_EQ(removed + 1, added);  // both have as many lines; "+++ b" is one more
  }
}

}  // namespace
}  // namespace cloudx
