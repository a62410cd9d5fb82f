// Sockets with a path; ports are tested with what listens on them (features/forward).

#include "os/streams/listener.hpp"

#include <filesystem>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

class PathListenerTest : public testing::Test {
 protected:
  std::unique_ptr<Listener> listen() {
    auto listener = listen_on_path(io.get_executor(), path.string());
    EXPECT_TRUE(listener.has_value());
    return listener ? std::move(*listener) : nullptr;
  }

  boost::asio::io_context io;
  test::TemporaryFolder folder;
  fs::path path = folder.path() / "socket";
};

TEST_F(PathListenerTest, SocketGoesWhenItIsClosed) {
  const auto listener = listen();
  ASSERT_TRUE(fs::is_socket(path));
  listener->close();
  EXPECT_FALSE(fs::exists(path));
  listener->close();
}

// As after "rm socket", which many do because a program before has left one.
TEST_F(PathListenerTest, SocketThatAnotherHasPutThereStays) {
  auto first = listen();
  fs::remove(path);
  const auto second = listen();
  first.reset();
  EXPECT_TRUE(fs::is_socket(path));
}

TEST_F(PathListenerTest, FileThatAnotherHasPutThereStays) {
  const auto listener = listen();
  fs::remove(path);
  folder.write("socket", "content");
  listener->close();
  EXPECT_TRUE(fs::is_regular_file(path));
}

TEST_F(PathListenerTest, PathOfAMissingFolderIsAnError) {
  const auto missing = (folder.path() / "missing" / "socket").string();
  const auto listener = listen_on_path(io.get_executor(), missing);
  ASSERT_FALSE(listener.has_value());
  EXPECT_EQ(listener.error().kind, Errc::io);
}

}  // namespace
}  // namespace cloudx::os
