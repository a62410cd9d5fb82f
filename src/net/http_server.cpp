#include "net/http_server.hpp"

#include <map>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "async/sleep.hpp"
#include "base/secret.hpp"
#include "net/http_connection.hpp"
#include "net/tcp_stream.hpp"
#include "net/tls_stream.hpp"

namespace cloudx::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// What a listener and its connections have in common.
struct Listening {
  explicit Listening(tcp::acceptor listening) : acceptor(std::move(listening)) {}

  tcp::acceptor acceptor;
  std::shared_ptr<HttpService> service = std::make_shared<HttpService>();
  std::shared_ptr<asio::ssl::context> tls;  // null: plain HTTP
  std::size_t connections = 0;
  std::map<asio::ip::address, std::size_t> by_peer;  // loopback not among them
};

// Counts a connection for as long as it lives.
class ConnectionSlot {
 public:
  ConnectionSlot(std::shared_ptr<Listening> at, asio::ip::address peer)
      : at_(std::move(at)), peer_(std::move(peer)) {
    ++at_->connections;
    if (!peer_.is_loopback()) ++at_->by_peer[peer_];
  }
  ConnectionSlot(const ConnectionSlot&) = delete;
  ConnectionSlot& operator=(const ConnectionSlot&) = delete;
  ~ConnectionSlot() {
    --at_->connections;
    const auto same = at_->by_peer.find(peer_);
    if (same != at_->by_peer.end() && --same->second == 0) at_->by_peer.erase(same);
  }

  [[nodiscard]] const asio::ip::address& peer() const { return peer_; }

 private:
  std::shared_ptr<Listening> at_;
  asio::ip::address peer_;
};

// A socket for IPv6 shows IPv4 clients as ::ffff:192.0.2.1; the zone of a link is no part of who
// somebody is.
asio::ip::address plain(const asio::ip::address& peer) {
  if (peer.is_v4()) return peer;
  const asio::ip::address_v6 address(peer.to_v6().to_bytes());
  if (!address.is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address);
}

bool is_full(const Listening& listening, const asio::ip::address& peer) {
  const HttpServerOptions& options = listening.service->options;
  if (options.max_connections != 0 && listening.connections >= options.max_connections) return true;
  const auto same = listening.by_peer.find(peer);
  return options.max_connections_per_peer != 0 && same != listening.by_peer.end() &&
         same->second >= options.max_connections_per_peer;
}

asio::awaitable<void> serve_socket(std::shared_ptr<Listening> listening, tcp::socket socket,
                                   std::unique_ptr<ConnectionSlot> slot) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  std::unique_ptr<Stream> stream;
  const std::shared_ptr<HttpService> service = listening->service;
  if (listening->tls) {
    const async::Deadline limit = async::Deadline{.stop = service->stop.get_token()}.at_most(
        service->options.request_deadline);
    auto accepted = co_await tls_accept(std::move(socket), listening->tls, limit);
    if (!accepted) co_return;
    stream = std::move(*accepted);
  } else {
    stream = std::make_unique<TcpStream>(std::move(socket));
  }
  listening.reset();
  co_await serve_connection(service, std::move(stream), slot->peer().to_string());
}

asio::awaitable<void> accept_connections(std::shared_ptr<Listening> listening) {
  tcp::acceptor& acceptor = listening->acceptor;
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
    if (!acceptor.is_open()) co_return;
    if (error) {  // out of descriptors, or a peer gone already: go on, but not in a tight loop
      co_await async::sleep_for(std::chrono::milliseconds(10), {});
      if (!acceptor.is_open()) co_return;
      continue;
    }
    const auto peer = plain(socket.remote_endpoint(error).address());
    if (error || is_full(*listening, peer)) continue;
    asio::co_spawn(acceptor.get_executor(),
                   serve_socket(listening, std::move(socket),
                                std::make_unique<ConnectionSlot>(listening, peer)),
                   asio::detached);
  }
}

Result<std::shared_ptr<asio::ssl::context>> tls_context(const ServerCertificate& certificate) {
  auto context = server_context(certificate);
  if (!context) return std::unexpected(context.error());
  return std::make_shared<asio::ssl::context>(context->release());
}

class Server final : public HttpServer {
 public:
  explicit Server(std::shared_ptr<Listening> listening) : listening_(std::move(listening)) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  ~Server() override { end(); }

  void stop() override { end(); }

  [[nodiscard]] std::uint16_t port() const override { return listening_->service->options.port; }
  [[nodiscard]] std::size_t connections() const override { return listening_->connections; }
  void limit_connections(std::size_t all, std::size_t per_peer) override {
    listening_->service->options.max_connections = all;
    listening_->service->options.max_connections_per_peer = per_peer;
  }
  [[nodiscard]] Result<void> use_certificate(const ServerCertificate& certificate) override {
    // Who came with plain HTTP would not know what became of it.
    if (!listening_->tls) return fail(Errc::configuration, "the server speaks plain HTTP");
    auto context = tls_context(certificate);
    if (!context) return std::unexpected(context.error());
    listening_->tls = std::move(*context);
    return {};
  }

 private:
  void end() {
    boost::system::error_code ignored;
    listening_->acceptor.close(ignored);
    listening_->service->stop.request_stop();
  }

  std::shared_ptr<Listening> listening_;
};

Result<tcp::acceptor> listen(const asio::any_io_executor& executor,
                             const HttpServerOptions& options) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  const tcp::endpoint endpoint(address, options.port);
  tcp::acceptor acceptor(executor);
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  // "[::]" is for IPv4 as well, whatever the system's default is.
  if (!error && address.is_v6() && address.is_unspecified()) {
    acceptor.set_option(asio::ip::v6_only(false), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return fail(Errc::io, fmt::format("listening on {} port {}: {}", options.address, options.port,
                                      error.message()));
  }
  return acceptor;
}

}  // namespace

Result<std::unique_ptr<HttpServer>> serve_http(const asio::any_io_executor& executor,
                                               HttpServerOptions options,
                                               HttpServer::Handler handler,
                                               HttpServer::Upgrade upgrade) {
  std::shared_ptr<asio::ssl::context> tls;
  if (options.certificate) {
    auto context = tls_context(*options.certificate);
    if (!context) return std::unexpected(context.error());
    tls = std::move(*context);
  }
  auto acceptor = listen(executor, options);
  if (!acceptor) return std::unexpected(acceptor.error());
  auto listening = std::make_shared<Listening>(std::move(*acceptor));
  options.port = listening->acceptor.local_endpoint().port();
  if (options.certificate) wipe(options.certificate->private_key_pem);
  listening->tls = std::move(tls);
  listening->service->options = std::move(options);
  listening->service->handler = std::move(handler);
  listening->service->upgrade = std::move(upgrade);
  asio::co_spawn(executor, accept_connections(listening), asio::detached);
  return std::make_unique<Server>(std::move(listening));
}

}  // namespace cloudx::net
