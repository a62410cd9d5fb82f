#include "instances/owner.hpp"

#include <gtest/gtest.h>

namespace cloudx::instances {
namespace {

constexpr const char* kBob = "arn:aws:iam::123456789012:user/team/a/bob";

TEST(Owner, CallerIsTheUserOrTheRolesSession) {
  EXPECT_EQ(caller_name(kBob), "bob");
  EXPECT_EQ(caller_name("arn:aws-cn:iam::123456789012:user/cloudX-dev-bob"), "cloudX-dev-bob");
  EXPECT_EQ(caller_name("arn:aws:sts::123456789012:assumed-role/Dev/bob@example.com"),
            "bob@example.com");
  EXPECT_EQ(caller_name("arn:aws:iam::123456789012:root"), "");
  EXPECT_EQ(caller_name(""), "");
}

TEST(Owner, AnotherOneIsNamedWithTheCaller) {
  EXPECT_EQ(belongs_to_another({{"cloudxuser", "alice"}}, "cloudxuser", kBob),
            "its tag cloudxuser names alice, and you are bob");
  EXPECT_EQ(belongs_to_another({{"owner", "alice"}}, "owner", kBob),
            "its tag owner names alice, and you are bob");
}

TEST(Owner, OnesOwnAndNobodysSayNothing) {
  EXPECT_EQ(belongs_to_another({{"cloudxuser", "bob"}}, "cloudxuser", kBob), "");
  EXPECT_EQ(belongs_to_another({{"cloudxuser", ""}}, "cloudxuser", kBob), "");
  EXPECT_EQ(belongs_to_another({{"Name", "alice"}}, "cloudxuser", kBob), "");
}

}  // namespace
}  // namespace cloudx::instances
