#include "os/private_file.hpp"

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "os/file.hpp"
#include "os/staged_file.hpp"
#include "support/temporary_folder.hpp"
#include "support/umask.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& path) {
  struct stat info{};
  ::stat(path.c_str(), &info);
  return info.st_mode & 07777;
}

// A umask that opens everything, and one that closes it to the owner, too.
class AnyUmask : public testing::TestWithParam<mode_t> {
 protected:
  test::TemporaryFolder temporary_;
  const fs::path& folder_ = temporary_.path();
  test::Umask umask_{GetParam()};
};

TEST_P(AnyUmask, FoldersAreForTheUserAlone) {
  ASSERT_TRUE(make_private_folder(folder_ / "a/b"));
  EXPECT_EQ(mode_of(folder_ / "a"), 0700U);
  EXPECT_EQ(mode_of(folder_ / "a/b"), 0700U);
  const auto stage = StagedFolder::make(folder_);
  ASSERT_TRUE(stage);
  EXPECT_EQ(mode_of(stage->path()), 0700U);
}

TEST_P(AnyUmask, FilesAreOpenToWhomTheyShouldBe) {
  ASSERT_TRUE(write_file_atomically(folder_ / "secret", "x"));
  ASSERT_TRUE(write_file_atomically(folder_ / "public", "x", FileAccess::readable_if_new));
  ASSERT_TRUE(write_new_file(folder_ / "new", "x"));
  EXPECT_EQ(mode_of(folder_ / "secret"), 0600U);
  EXPECT_EQ(mode_of(folder_ / "public"), 0644U);
  EXPECT_EQ(mode_of(folder_ / "new"), 0600U);
}

TEST_P(AnyUmask, AFileThatStaysOpenIsForTheUserAlone) {
  ASSERT_TRUE(open_private_file(folder_ / "lock"));
  EXPECT_EQ(mode_of(folder_ / "lock"), 0600U);
}

INSTANTIATE_TEST_SUITE_P(PrivateFile, AnyUmask, testing::Values(0000, 0022, 0777));

TEST(PrivateFile, OneThatIsThereKeepsItsModeAndContent) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("db", "x");
  ::chmod(file.c_str(), 0640);
  ASSERT_TRUE(open_private_file(file));
  EXPECT_EQ(mode_of(file), 0640U);
  EXPECT_EQ(*read_file(file), "x");
}

TEST(PrivateFile, IsMadeEmptyAndOneThatIsThereStays) {
  const test::TemporaryFolder folder;
  ASSERT_TRUE(make_private_file(folder.path() / "new"));
  EXPECT_EQ(mode_of(folder.path() / "new"), 0600U);
  EXPECT_EQ(*read_file(folder.path() / "new"), "");
  const auto file = folder.write("db", "x");
  ASSERT_TRUE(make_private_file(file));
  EXPECT_EQ(*read_file(file), "x");
  EXPECT_FALSE(make_private_file(file / "below"));
}

}  // namespace
}  // namespace cloudx::os
