#include "os/user.hpp"

#include <cstdlib>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "support/kept_variable.hpp"

namespace cloudx::os {
namespace {

class UserTest : public testing::Test {
 private:
  test::KeptVariable home_{"HOME"};
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

TEST_F(UserTest, NumberIsThatOfTheAccount) {
  EXPECT_EQ(account_id(), std::to_string(::getuid()));
}

}  // namespace
}  // namespace cloudx::os
