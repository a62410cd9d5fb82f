#include "os/user.hpp"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

class UserTest : public testing::Test {
 protected:
  UserTest() {
    const char* const home = std::getenv("HOME");
    if (home != nullptr) before_ = home;
  }
  ~UserTest() override { ::setenv("HOME", before_.c_str(), 1); }

 private:
  std::string before_;
};

TEST_F(UserTest, HomeIsWhereTheUserSaysItIs) {
  ::setenv("HOME", "/elsewhere", 1);
  EXPECT_EQ(home_directory(), "/elsewhere");
  EXPECT_NE(account_home_directory(), "/elsewhere");
}

TEST_F(UserTest, HomeOfTheAccountCountsOtherwise) {
  const std::string by_account = account_home_directory();
  const std::string expected = by_account.empty() ? "/" : by_account;
  ::setenv("HOME", "", 1);
  EXPECT_EQ(home_directory(), expected);
  ::unsetenv("HOME");
  EXPECT_EQ(home_directory(), expected);
}

}  // namespace
}  // namespace cloudx::os
