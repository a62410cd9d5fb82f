#include "os/file_identity.hpp"

#include <gtest/gtest.h>

#include "os/file.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

TEST(FileIdentityTest, StaysWithTheFileWhateverItIsCalled) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("a", "x");
  const auto before = FileIdentity::of(file);
  ASSERT_TRUE(before);
  folder.write("a", "more");
  EXPECT_EQ(FileIdentity::of(file), before);
  fs::create_symlink("a", folder.path() / "link");
  EXPECT_EQ(FileIdentity::of(folder.path() / "link"), before);
  fs::rename(file, folder.path() / "b");
  EXPECT_EQ(FileIdentity::of(folder.path() / "b"), before);
  EXPECT_EQ(FileIdentity::of(file), std::nullopt);
}

TEST(FileIdentityTest, AReplacedFileIsAnother) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("a", "x");
  const auto before = FileIdentity::of(file);
  ASSERT_TRUE(write_file_atomically(file, "x"));
  EXPECT_NE(FileIdentity::of(file), before);
}

}  // namespace
}  // namespace cloudx::os
