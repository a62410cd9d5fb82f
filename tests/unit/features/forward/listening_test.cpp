// Real ports of loopback, and real paths.

#include "features/forward/listening.hpp"

#include <filesystem>
#include <string>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::forward {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class ListeningTest : public testing::Test {
 protected:
  Result<std::vector<Listening>> listen_on(const LocalEndpoint& local) {
    return listen(io.get_executor(), local, Destination{std::nullopt, 80}, folder.path().string());
  }

  boost::asio::io_context io;
  test::TemporaryFolder folder;
};

TEST_F(ListeningTest, FreePortIsTheSameOnEachLoopbackAddress) {
  const auto all = listen_on(LocalPort{Loopback{}, 0});
  ASSERT_TRUE(all.has_value());
  ASSERT_FALSE(all->empty());
  const std::string port = std::to_string(all->front().listener->port());
  EXPECT_NE(port, "0");
  EXPECT_EQ(all->front().local, "127.0.0.1:" + port);
  for (const Listening& one : *all) {
    EXPECT_THAT(one.local, EndsWith(":" + port));
    EXPECT_EQ(one.destination, (Destination{std::nullopt, 80}));
  }
}

TEST_F(ListeningTest, OneAddressIsOneListener) {
  const auto all = listen_on(LocalPort{*IpAddress::parse("127.0.0.1"), 0});
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->size(), 1U);
}

TEST_F(ListeningTest, PortThatIsTakenIsWrongUsage) {
  const auto first = listen_on(LocalPort{Loopback{}, 0});
  ASSERT_TRUE(first.has_value());
  const std::uint16_t port = first->front().listener->port();
  const auto second = listen_on(LocalPort{Loopback{}, port});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, Errc::usage);
  EXPECT_THAT(second.error().message,
              StartsWith("cannot listen on 127.0.0.1:" + std::to_string(port) + ": "));
}

TEST_F(ListeningTest, SocketWithAPathIsForTheUserAndGoesWithItsListener) {
  const std::string path = (folder.path() / "socket").string();
  {
    const auto all = listen_on(LocalSocket{path});
    ASSERT_TRUE(all.has_value());
    ASSERT_EQ(all->size(), 1U);
    EXPECT_EQ(all->front().local, path);
    EXPECT_EQ(all->front().listener->port(), 0);
    const auto status = std::filesystem::status(path);
    EXPECT_EQ(status.type(), std::filesystem::file_type::socket);
    EXPECT_EQ(status.permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ListeningTest, TildeIsTheHomeDirectory) {
  const auto all = listen_on(LocalSocket{"~/socket"});
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->front().local, (folder.path() / "socket").string());
}

TEST_F(ListeningTest, FileAtThePathIsLeftAlone) {
  const auto file = folder.write("precious", "content");
  const auto refused = listen_on(LocalSocket{file.string()});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, Errc::usage);
  EXPECT_THAT(refused.error().message, HasSubstr(file.string()));
  EXPECT_TRUE(std::filesystem::is_regular_file(file));
}

}  // namespace
}  // namespace cloudx::forward
