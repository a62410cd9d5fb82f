#include "os/local_socket.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

TEST(LocalSocket, IsMadeAndTakenAwayAgain) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(try_socket_path((folder.path() / "socket").string()));
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(LocalSocket, ThePathMayBeAsLongAsItIsSaid) {
  const test::TemporaryFolder folder;
  std::string path = (folder.path() / "s").string();
  path.append(longest_socket_path() - path.size(), 's');
  EXPECT_TRUE(try_socket_path(path));
  const auto longer = try_socket_path(path + 's');
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().message, "the path is too long for a socket");
}

TEST(LocalSocket, TheReasonIsNamedAndWhatIsThereStays) {
  const test::TemporaryFolder folder;
  const auto missing = try_socket_path((folder.path() / "none/socket").string());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "No such file or directory");
  const auto file = folder.write("file", "mine");
  EXPECT_FALSE(try_socket_path(file.string()));
  EXPECT_TRUE(fs::exists(file));
}

}  // namespace
}  // namespace cloudx::os
