#include "os/streams/local_connection.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "os/local_socket.hpp"

namespace cloudx::os {

namespace asio = boost::asio;

Result<std::string> make_local_end(const std::filesystem::path& folder) {
  const std::filesystem::path socket = folder / "endpoint";
  std::error_code ignored;
  std::filesystem::remove(socket, ignored);  // of a program before
  return socket.string();
}

asio::awaitable<Result<asio::generic::stream_protocol::socket>> connect_local(
    asio::any_io_executor executor, std::string path) {
  if (path.size() > longest_socket_path()) {
    co_return fail(Errc::connect, "the path is too long for a socket");
  }
  const asio::local::stream_protocol::endpoint endpoint(path);
  asio::generic::stream_protocol::socket socket(executor);
  const auto [error] = co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
  if (error) co_return fail(Errc::connect, error.message());
  co_return std::move(socket);
}

}  // namespace cloudx::os
