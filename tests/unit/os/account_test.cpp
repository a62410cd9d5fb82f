#include "os/account.hpp"

#include <gtest/gtest.h>

#include "os/host_name.hpp"

namespace cloudx::os {
namespace {

TEST(Account, ThatOfTheSystemIsThere) {
  EXPECT_TRUE(account_exists("root"));
  EXPECT_FALSE(account_exists("no-such-user"));
  EXPECT_FALSE(account_exists(""));
}

TEST(HostName, IsSaid) {
  EXPECT_FALSE(host_name().empty());
  EXPECT_FALSE(host_name().contains('\0'));
}

}  // namespace
}  // namespace cloudx::os
