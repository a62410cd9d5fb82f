#include "os/user.hpp"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

TEST(UserTest, HomeIsTheProfileOfTheUser) {
  const char* const profile = std::getenv("USERPROFILE");
  const std::string before = profile == nullptr ? "" : profile;
  ASSERT_EQ(::_putenv_s("USERPROFILE", R"(D:\my home)"), 0);
  EXPECT_EQ(home_directory(), R"(D:\my home)");
  ASSERT_EQ(::_putenv_s("USERPROFILE", ""), 0);
  EXPECT_EQ(home_directory(), account_home_directory());
  EXPECT_FALSE(account_home_directory().empty());
  ::_putenv_s("USERPROFILE", before.c_str());
}

}  // namespace
}  // namespace cloudx::os
