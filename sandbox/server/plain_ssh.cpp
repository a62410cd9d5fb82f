#include "sandbox/server/plain_ssh.hpp"

#include <memory>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::sandbox {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

asio::awaitable<void> accept_connections(std::shared_ptr<tcp::acceptor> acceptor,
                                         StartServer start) {
  for (;;) {
    auto [error, socket] = co_await acceptor->async_accept(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    // As any server of short exchanges does; with Nagle's delay plain ssh would look slower.
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    start(socket.native_handle());
  }
}

}  // namespace

Result<std::uint16_t> listen_for_ssh(const asio::any_io_executor& executor, StartServer start) {
  boost::system::error_code error;
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), 0);
  auto acceptor = std::make_shared<tcp::acceptor>(executor);
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(Errc::io, "listening for plain ssh: " + error.message());
  const std::uint16_t port = acceptor->local_endpoint().port();
  asio::co_spawn(executor, accept_connections(std::move(acceptor), std::move(start)),
                 asio::detached);
  return port;
}

}  // namespace cloudx::sandbox
