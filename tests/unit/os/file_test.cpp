#include "os/file.hpp"

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
 protected:
  static mode_t mode(const fs::path& path) {
    struct stat info{};
    ::stat(path.c_str(), &info);
    return info.st_mode & 07777;
  }

  test::TemporaryFolder temporary_;
  const fs::path& folder_ = temporary_.path();
};

TEST_F(FileTest, MissingFileIsNotFound) {
  const auto content = read_file(folder_ / "none");
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().kind, Errc::not_found);
}

TEST_F(FileTest, FileAboveTheLimitIsRefused) {
  ASSERT_TRUE(write_file_atomically(folder_ / "f", std::string(100, 'x')));
  EXPECT_FALSE(read_file(folder_ / "f", 99));
  EXPECT_TRUE(read_file(folder_ / "f", 100));
}

TEST_F(FileTest, NewFileIsForItsOwnerAlone) {
  ASSERT_TRUE(write_file_atomically(folder_ / "f", "secret"));
  EXPECT_EQ(mode(folder_ / "f"), 0600U);
  EXPECT_EQ(*read_file(folder_ / "f"), "secret");
}

TEST_F(FileTest, ExistingFileKeepsItsModeAndNothingElseIsLeft) {
  ASSERT_TRUE(write_file_atomically(folder_ / "f", "one"));
  ASSERT_EQ(::chmod((folder_ / "f").c_str(), 0640), 0);
  ASSERT_TRUE(write_file_atomically(folder_ / "f", "two", FileAccess::readable_if_new));
  EXPECT_EQ(mode(folder_ / "f"), 0640U);
  EXPECT_EQ(*read_file(folder_ / "f"), "two");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(FileTest, SecretOnAWorldReadableFileIsForItsOwnerOnlyAfterwards) {
  ASSERT_TRUE(write_file_atomically(folder_ / "f", "one"));
  ASSERT_EQ(::chmod((folder_ / "f").c_str(), 0644), 0);
  ASSERT_TRUE(write_file_atomically(folder_ / "f", "two", FileAccess::always_private));
  EXPECT_EQ(mode(folder_ / "f"), 0600U);
}

TEST_F(FileTest, SymbolicLinkStaysAndItsTargetIsWritten) {
  ASSERT_TRUE(write_file_atomically(folder_ / "real", "one"));
  fs::create_symlink("real", folder_ / "link");
  ASSERT_TRUE(write_file_atomically(folder_ / "link", "two"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(*read_file(folder_ / "real"), "two");
}

TEST_F(FileTest, FileThatMustBeNewReplacesNothing) {
  ASSERT_TRUE(write_new_file(folder_ / "f", "one"));
  EXPECT_EQ(mode(folder_ / "f"), 0600U);
  const auto again = write_new_file(folder_ / "f", "two");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, Errc::usage);
  EXPECT_EQ(*read_file(folder_ / "f"), "one");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST(Tilde, OnlyAtTheFrontAndOnlyOnesOwn) {
  EXPECT_EQ(expand_tilde("~", "/home/u"), "/home/u");
  EXPECT_EQ(expand_tilde("~/x", "/home/u"), "/home/u/x");
  EXPECT_EQ(expand_tilde("~other/x", "/home/u"), "~other/x");
  EXPECT_EQ(expand_tilde("/a/~", "/home/u"), "/a/~");
}

TEST(PrivateFolder, IsMadeWithThoseAboveItForTheUserAlone) {
  const test::TemporaryFolder folder;
  const auto deep = folder.path() / "a" / "b";
  ASSERT_TRUE(make_private_folder(deep));
  ASSERT_TRUE(make_private_folder(deep));
  const auto owner_only = std::filesystem::perms::owner_all;
  EXPECT_EQ(std::filesystem::status(deep).permissions(), owner_only);
  EXPECT_EQ(std::filesystem::status(deep.parent_path()).permissions(), owner_only);
}

TEST(PrivateFolder, BelowAFileIsAnErrorThatNamesIt) {
  const test::TemporaryFolder folder;
  const auto made = make_private_folder(folder.write("file", "") / "sub");
  ASSERT_FALSE(made);
  EXPECT_TRUE(made.error().message.contains("file"));
}

}  // namespace
}  // namespace cloudx::os
