#include "base/version.hpp"

#include <algorithm>

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
  const std::string_view number = this_version().number;
  EXPECT_EQ(number.find_first_not_of("0123456789."), std::string_view::npos) << number;
  EXPECT_EQ(std::ranges::count(number, '.'), 2) << number;
}

}  // namespace
}  // namespace cloudx
