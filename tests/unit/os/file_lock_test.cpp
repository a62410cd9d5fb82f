#include "os/file_lock.hpp"

#include <gtest/gtest.h>

#include "support/private_mode.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

TEST(FileLockTest, OneAtATimeHasTheFile) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "db.lock";
  {
    const auto first = FileLock::try_take(file);
    ASSERT_TRUE(first && *first);
    const auto second = FileLock::try_take(file);
    ASSERT_TRUE(second);
    EXPECT_FALSE(*second);
  }
  const auto third = FileLock::try_take(file);
  EXPECT_TRUE(third && *third);
}

TEST(FileLockTest, TheOneOfAFolderIsThatOfItsFile) {
  const test::TemporaryFolder folder;
  const auto state = folder.path() / "state";
  const auto taken = FileLock::take(state);
  ASSERT_TRUE(taken);
  EXPECT_TRUE(test::is_private_folder(state));
  const auto other = FileLock::try_take(state / "lock");
  ASSERT_TRUE(other);
  EXPECT_FALSE(*other);
}

TEST(FileLockTest, WhereThereCanBeNoFileIsAnError) {
  const test::TemporaryFolder folder;
  EXPECT_FALSE(FileLock::try_take(folder.write("file", "") / "lock"));
}

}  // namespace
}  // namespace cloudx::os
