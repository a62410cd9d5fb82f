#include "net/http_server.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "net/http_connection.hpp"
#include "net/sleep.hpp"
#include "net/tcp_stream.hpp"
#include "net/tls_stream.hpp"

namespace cloudx::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct Shared {
  std::shared_ptr<HttpService> service = std::make_shared<HttpService>();
  std::shared_ptr<asio::ssl::context> tls;  // null: plain HTTP
};

asio::awaitable<void> serve_socket(Shared shared, tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  std::unique_ptr<Stream> stream;
  if (shared.tls) {
    const Budget limit = Budget{.stop = shared.service->stop.get_token()}.at_most(
        shared.service->options.request_deadline);
    auto accepted = co_await tls_accept(std::move(socket), shared.tls, limit);
    if (!accepted) co_return;
    stream = std::move(*accepted);
  } else {
    stream = std::make_unique<TcpStream>(std::move(socket));
  }
  co_await serve_connection(std::move(shared.service), std::move(stream));
}

asio::awaitable<void> accept_connections(std::shared_ptr<tcp::acceptor> acceptor, Shared shared) {
  for (;;) {
    auto [error, socket] = co_await acceptor->async_accept(asio::as_tuple(asio::use_awaitable));
    if (!acceptor->is_open()) co_return;
    if (error) {  // out of descriptors, or a peer gone already: go on, but not in a tight loop
      co_await sleep_for(std::chrono::milliseconds(10), {});
      if (!acceptor->is_open()) co_return;
      continue;
    }
    asio::co_spawn(acceptor->get_executor(), serve_socket(shared, std::move(socket)),
                   asio::detached);
  }
}

Result<std::shared_ptr<asio::ssl::context>> server_context(const HttpServerOptions& options) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  boost::system::error_code error;
  context->set_options(asio::ssl::context::no_sslv2 | asio::ssl::context::no_sslv3 |
                           asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1,
                       error);
  if (!error) {
    context->use_certificate_chain(asio::buffer(options.certificate_pem), error);
  }
  if (!error) {
    context->use_private_key(asio::buffer(options.private_key_pem), asio::ssl::context::pem, error);
  }
  if (error) return fail(Errc::configuration, "the server's certificate: " + error.message());
  return context;
}

class Server final : public HttpServer {
 public:
  Server(std::shared_ptr<tcp::acceptor> acceptor, std::shared_ptr<HttpService> service)
      : acceptor_(std::move(acceptor)), service_(std::move(service)) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  ~Server() override {
    boost::system::error_code ignored;
    acceptor_->close(ignored);
    service_->stop.request_stop();
  }

  [[nodiscard]] std::uint16_t port() const override { return service_->options.port; }

 private:
  std::shared_ptr<tcp::acceptor> acceptor_;
  std::shared_ptr<HttpService> service_;
};

Result<std::shared_ptr<tcp::acceptor>> listen(const asio::any_io_executor& executor,
                                              const HttpServerOptions& options) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  const tcp::endpoint endpoint(address, options.port);
  auto acceptor = std::make_shared<tcp::acceptor>(executor);
  if (!error) acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
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
  Shared shared;
  if (!options.certificate_pem.empty()) {
    auto context = server_context(options);
    if (!context) return std::unexpected(context.error());
    shared.tls = std::move(*context);
  }
  auto acceptor = listen(executor, options);
  if (!acceptor) return std::unexpected(acceptor.error());
  options.port = (*acceptor)->local_endpoint().port();
  shared.service->options = std::move(options);
  shared.service->handler = std::move(handler);
  shared.service->upgrade = std::move(upgrade);
  asio::co_spawn(executor, accept_connections(*acceptor, shared), asio::detached);
  return std::make_unique<Server>(std::move(*acceptor), std::move(shared.service));
}

}  // namespace cloudx::net
