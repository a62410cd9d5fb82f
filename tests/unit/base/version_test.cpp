#include "base/version.hpp"

#include <regex>
#include <string>

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
  const std::string number(this_version().number);
  EXPECT_TRUE(std::regex_match(number, std::regex(R"([0-9]+\.[0-9]+\.[0-9]+)"))) << number;
}

}  // namespace
}  // namespace cloudx
