#include "config/choose.hpp"

#include <gtest/gtest.h>

namespace cloudx::config {
namespace {

class ChooseTest : public testing::Test {
 protected:
  ChooseTest() {
    all_.sections.defaults[Key::reason] = "default";
    all_.sections.profiles["dev"][Key::reason] = "profile";
    all_.sections.hosts = {{{"web-*"}, {{Key::reason, "host"}}},
                           {{"*"}, {{Key::reason, "any"}, {Key::document, "Any"}}}};
    all_.environment[Key::reason] = "environment";
  }

  [[nodiscard]] std::optional<std::string> reason() const {
    return choose(Key::reason, all_, subject_);
  }

  Configuration all_;
  Subject subject_{.profile = "dev", .names = {"i-1", "web-1"}};
};

TEST_F(ChooseTest, EnvironmentThenHostThenProfileThenDefault) {
  EXPECT_EQ(reason(), "environment");
  all_.environment.clear();
  EXPECT_EQ(reason(), "host");
  all_.sections.hosts.clear();
  EXPECT_EQ(reason(), "profile");
  subject_.profile = "other";
  EXPECT_EQ(reason(), "default");
  all_.sections.defaults.clear();
  EXPECT_EQ(reason(), std::nullopt);
}

TEST_F(ChooseTest, FirstHostSectionThatSaysSomethingCounts) {
  all_.environment.clear();
  EXPECT_EQ(choose(Key::document, all_, subject_), "Any");
  subject_.names = {"i-1"};
  EXPECT_EQ(reason(), "any");
}

TEST_F(ChooseTest, EmptyValueTakesBackWhatCountsLess) {
  all_.environment.clear();
  all_.sections.hosts[0].values[Key::reason] = "";
  EXPECT_EQ(reason(), std::nullopt);
}

TEST(ConfigIsAbout, NegatedPatternExcludesByAnyName) {
  EXPECT_TRUE(is_about({"web-*"}, {"i-1", "web-1"}));
  EXPECT_TRUE(is_about({"x", "i-?"}, {"i-1", "web-1"}));
  EXPECT_FALSE(is_about({"*", "!web-*"}, {"i-1", "web-1"}));
  EXPECT_FALSE(is_about({"!web-*"}, {"i-1"}));
  EXPECT_FALSE(is_about({"WEB-*"}, {"web-1"}));
  EXPECT_FALSE(is_about({"*"}, {}));
}

}  // namespace
}  // namespace cloudx::config
