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
