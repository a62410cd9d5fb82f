#include "os/streams/local_connection.hpp"

#include <charconv>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace cloudx::os {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::string_view kHost = "127.0.0.1:";

}  // namespace

Result<std::string> make_local_end(const std::filesystem::path&) {
  asio::io_context context;
  boost::system::error_code error;
  tcp::acceptor acceptor(context);
  acceptor.open(tcp::v4(), error);
  if (!error) acceptor.bind({asio::ip::address_v4::loopback(), 0}, error);
  const auto bound = error ? tcp::endpoint() : acceptor.local_endpoint(error);
  if (error) return fail(Errc::connect, error.message());
  return fmt::format("{}{}", kHost, bound.port());
}

asio::awaitable<Result<asio::generic::stream_protocol::socket>> connect_local(
    asio::any_io_executor executor, std::string end) {
  std::uint16_t port = 0;
  if (end.starts_with(kHost)) {
    std::from_chars(end.data() + kHost.size(), end.data() + end.size(), port);
  }
  if (port == 0) co_return fail(Errc::connect, end + " names no port of this machine");
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  asio::generic::stream_protocol::socket socket(executor);
  const auto [error] = co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
  if (error) co_return fail(Errc::connect, error.message());
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  co_return std::move(socket);
}

}  // namespace cloudx::os
