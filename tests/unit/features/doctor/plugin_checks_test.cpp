#include "features/doctor/plugin_checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::doctor {
namespace {

using testing::HasSubstr;

TEST(Plugin, ThisProgramAndAnotherAreGoodAndToldApart) {
  const auto ours = check_plugin({.has_aws = true, .found = "/bin/plugin", .is_ours = true});
  EXPECT_EQ(ours->status, Status::ok);
  EXPECT_EQ(ours->text, "this program: /bin/plugin");
  const auto other = check_plugin({.has_aws = true, .found = "/bin/plugin", .is_ours = false});
  EXPECT_EQ(other->status, Status::ok);
  EXPECT_THAT(other->text, HasSubstr("/bin/plugin, another program"));
}

TEST(Plugin, NoneIsToldWhereTheAwsCliIs) {
  const auto none = check_plugin({.has_aws = true, .found = {}, .is_ours = false});
  EXPECT_EQ(none->status, Status::skipped);
  EXPECT_THAT(none->text, HasSubstr("plugin install"));
  EXPECT_FALSE(check_plugin({.has_aws = false, .found = {}, .is_ours = false}));
}

}  // namespace
}  // namespace cloudx::doctor
