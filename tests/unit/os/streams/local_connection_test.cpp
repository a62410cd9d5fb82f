#include "os/streams/local_connection.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "os/local_socket.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace asio = boost::asio;
using Socket = asio::generic::stream_protocol::socket;

asio::awaitable<void> keep(asio::io_context& io, std::string path,
                           std::optional<Result<Socket>>& into) {
  into = co_await connect_local(io.get_executor(), std::move(path));
}

Result<Socket> connect(asio::io_context& io, std::string path) {
  std::optional<Result<Socket>> result;
  asio::co_spawn(io, keep(io, std::move(path), result), asio::detached);
  io.restart();
  io.run();
  return std::move(result).value();
}

TEST(LocalConnection, EndIsInTheFolderAndWhatAProgramLeftThereGoes) {
  const test::TemporaryFolder folder;
  const auto left = folder.write("endpoint", "");
  EXPECT_EQ(make_local_end(folder.path()).value(), left.string());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(LocalConnection, CarriesBytes) {
  const test::TemporaryFolder folder;
  asio::io_context io;
  const std::string path = (folder.path() / "socket").string();
  asio::local::stream_protocol::acceptor acceptor(io, path);
  auto socket = connect(io, path);
  ASSERT_TRUE(socket.has_value()) << socket.error().message;
  asio::local::stream_protocol::socket other = acceptor.accept();
  asio::write(*socket, asio::buffer("one", 3));
  std::string got(3, ' ');
  EXPECT_EQ(other.read_some(asio::buffer(got)), 3U);
  EXPECT_EQ(got, "one");
}

TEST(LocalConnection, TheReasonIsNamed) {
  const test::TemporaryFolder folder;
  asio::io_context io;
  const auto none = connect(io, (folder.path() / "none").string());
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().kind, Errc::connect);
  EXPECT_EQ(none.error().message, "No such file or directory");
}

TEST(LocalConnection, APathThatIsTooLongIsNoException) {
  asio::io_context io;
  const auto longer = connect(io, "/" + std::string(longest_socket_path(), 's'));
  ASSERT_FALSE(longer.has_value());
  EXPECT_EQ(longer.error().message, "the path is too long for a socket");
}

}  // namespace
}  // namespace cloudx::os
