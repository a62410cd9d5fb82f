#include "base/version.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx {
namespace {

TEST(Version, SaysTheNumberAndTheCommit) {
  EXPECT_EQ(version_line({.number = "1.2.3", .commit = "79bc5af"}), "cloudx-proxy 1.2.3 (79bc5af)");
  EXPECT_EQ(user_agent({.number = "1.2.3", .commit = "79bc5af-dirty"}),
            "cloudx-proxy/1.2.3 (79bc5af-dirty)");
}

TEST(Version, SaysTheNumberAloneWithoutAHistory) {
  EXPECT_EQ(version_line({.number = "1.2.3", .commit = ""}), "cloudx-proxy 1.2.3");
  EXPECT_EQ(user_agent({.number = "1.2.3", .commit = ""}), "cloudx-proxy/1.2.3");
}

TEST(Version, OfThisProgramHasThreeNumbers) {
  EXPECT_THAT(std::string(this_version().number),
              ::testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
}  // namespace cloudx
