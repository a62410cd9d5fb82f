#include "os/file_secrecy.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

class FileSecrecyTest : public testing::Test {
 protected:
  void open_up(unsigned folder, unsigned file) {
    fs::permissions(folder_.path(), fs::perms(folder));
    fs::permissions(file_, fs::perms(file));
  }

  // Where all may pass, which they may not through anything that TMPDIR names.
  test::TemporaryFolder folder_{"/tmp"};
  fs::path file_ = folder_.write("file", "");
};

TEST_F(FileSecrecyTest, AllMayUseWhatTheyMayReach) {
  open_up(0755, 0644);
  EXPECT_TRUE(is_open_to_all(file_, Use::read));
  EXPECT_FALSE(is_open_to_all(file_, Use::run));
  open_up(0755, 0755);
  EXPECT_TRUE(is_open_to_all(file_, Use::run));
  open_up(0750, 0755);
  EXPECT_FALSE(is_open_to_all(file_, Use::read));
  open_up(0755, 0750);
  EXPECT_FALSE(is_open_to_all(file_, Use::read));
  EXPECT_FALSE(is_open_to_all(folder_.path() / "none", Use::read));
}

TEST_F(FileSecrecyTest, ALinkIsWhatItLeadsTo) {
  const test::TemporaryFolder closed;
  fs::create_symlink(file_, closed.path() / "link");
  open_up(0755, 0644);
  EXPECT_TRUE(is_open_to_all(closed.path() / "link", Use::read));
}

TEST_F(FileSecrecyTest, IsClosedToOthers) {
  open_up(0755, 0644);
  ASSERT_TRUE(close_to_others(file_));
  ASSERT_TRUE(close_to_others(folder_.path()));
  EXPECT_EQ(fs::status(file_).permissions(), fs::perms(0600));
  EXPECT_EQ(fs::status(folder_.path()).permissions(), fs::perms(0700));
  EXPECT_FALSE(close_to_others(folder_.path() / "none"));
  EXPECT_EQ(closing_command(folder_.path()), "chmod 700 " + folder_.path().string());
  EXPECT_EQ(closing_command("/a b"), "chmod 600 '/a b'");
}

TEST_F(FileSecrecyTest, TheWarningSaysWhatToDo) {
  open_up(0700, 0640);
  EXPECT_TRUE(is_open_to_others(file_));
  EXPECT_EQ(
      open_key_warning(file_),
      file_.string() + " holds a key and can be read by others: run  chmod 600 " + file_.string());
  open_up(0755, 0600);
  EXPECT_EQ(open_key_warning(file_), "");
  EXPECT_FALSE(is_open_to_others(folder_.path()));  // only files
}

}  // namespace
}  // namespace cloudx::os
