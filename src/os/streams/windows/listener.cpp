#include "os/streams/listener.hpp"

#include "os/streams/port_listener.hpp"

namespace cloudx::os {

namespace asio = boost::asio;
using asio::ip::tcp;

// Without SO_REUSEADDR, with which another program here could take the port, too
// (learn.microsoft.com, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE").
Result<std::unique_ptr<Listener>> listen_on_port(const asio::any_io_executor& executor,
                                                 const IpAddress& address, std::uint16_t port) {
  boost::system::error_code error;
  const tcp::endpoint endpoint(asio::ip::make_address(address.text(), error), port);
  tcp::acceptor acceptor(executor);
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error && !address.is_v4()) acceptor.set_option(asio::ip::v6_only(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(Errc::io, error.message());
  return std::make_unique<PortListener>(std::move(acceptor));
}

Result<std::unique_ptr<Listener>> listen_on_path(const asio::any_io_executor&, const std::string&) {
  return fail(Errc::io, "sockets with a path are not supported on Windows: name a port");
}

}  // namespace cloudx::os
