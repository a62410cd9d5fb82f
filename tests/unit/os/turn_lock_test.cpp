#include "os/turn_lock.hpp"

#include <gtest/gtest.h>

#include "support/private_mode.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

TEST(TurnLockTest, OneAtATimeHasItAndNothingIsLeft) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "cache.lock";
  {
    auto first = TurnLock::try_take(file);
    ASSERT_TRUE(first);
    EXPECT_TRUE(test::is_private_file(file));
    const auto second = TurnLock::try_take(file);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), TurnLock::Failure::taken);
    const TurnLock moved = std::move(*first);
    EXPECT_FALSE(TurnLock::try_take(file));
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
  EXPECT_TRUE(TurnLock::try_take(file));
}

TEST(TurnLockTest, ALinkIsNotFollowed) {
  const test::TemporaryFolder folder;
  const auto other = folder.write("mine", "x");
  std::error_code error;
  fs::create_symlink(other, folder.path() / "cache.lock", error);
  if (!fs::is_symlink(folder.path() / "cache.lock")) GTEST_SKIP() << "no links can be made here";
  const auto lock = TurnLock::try_take(folder.path() / "cache.lock");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error(), TurnLock::Failure::impossible);
  EXPECT_TRUE(fs::exists(other));
}

}  // namespace
}  // namespace cloudx::os
