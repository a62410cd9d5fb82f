#include "features/relay/install/visibility.hpp"

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::relay {
namespace {

TEST(Visibility, HomesAndTemporaryFoldersAreHidden) {
  for (const char* path : {"/home/me/bin/cloudx-proxy", "/root/x", "/run/user/1000/x", "/tmp/x",
                           "/var/tmp/x", "/usr/../home/me/x"}) {
    EXPECT_TRUE(is_hidden(path)) << path;
  }
  for (const char* path : {"/usr/local/bin/cloudx-proxy", "/homes/x", "/opt/tmp/x", "/tmpfile"}) {
    EXPECT_FALSE(is_hidden(path)) << path;
  }
}

TEST(Visibility, ProgramThatOthersMayNotRunIsRefused) {
  EXPECT_TRUE(check_visible("the program", "/bin/sh", true, "install it elsewhere"));
  EXPECT_FALSE(check_visible("the program", "/etc/passwd", true, "install it elsewhere"));
  EXPECT_TRUE(check_visible("the program", "/etc/passwd", false, "install it elsewhere"));
  EXPECT_FALSE(check_visible("the program", "/no/such/program", true, "install it elsewhere"));
}

TEST(Visibility, FileThatAllCanReadNeedsNoCopy) {
  EXPECT_TRUE(can_all_read("/etc/passwd"));
  EXPECT_FALSE(can_all_read("/etc/shadow"));
  EXPECT_FALSE(can_all_read("/no/such/file"));
  const test::TemporaryFolder folder;
  EXPECT_FALSE(can_all_read(folder.write("file", "")));
}

TEST(Visibility, UserThatIsNotThereIsRefused) {
  EXPECT_TRUE(check_user("root"));
  EXPECT_FALSE(check_user("no-such-user"));
}

TEST(Visibility, PasswordOfAProxyIsRefusedWithoutBeingTold) {
  EXPECT_TRUE(check_no_password("https_proxy", "http://proxy.example:3128"));
  EXPECT_TRUE(check_no_password("https_proxy", "proxy.example:3128/@"));
  for (const char* url : {"http://me:swordfish@proxy.example:3128", "me:swordfish@proxy.example"}) {
    const auto refused = check_no_password("https_proxy", url);
    ASSERT_FALSE(refused);
    EXPECT_FALSE(refused.error().message.contains("swordfish"));
  }
}

}  // namespace
}  // namespace cloudx::relay
