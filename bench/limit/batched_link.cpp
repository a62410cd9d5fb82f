// A harder limit: net::WebSocket, which writes many messages with one system call.

#include <array>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "bench/limit/exchange.hpp"
#include "net/http_server.hpp"
#include "net/tls_stream.hpp"
#include "net/websocket.hpp"

namespace cloudx::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class BatchedLink {
 public:
  static constexpr std::size_t kBatch = 64;

  BatchedLink(std::unique_ptr<net::WebSocket> socket, std::size_t message_size)
      : socket_(std::move(socket)), message_(message_size, 0x5A) {
    batch_.fill({false, message_});
  }

  asio::awaitable<void> read() {
    const auto message = co_await socket_->read();
    if (!message) throw std::runtime_error(message.error().message);
  }
  asio::awaitable<void> write(std::size_t count) {
    const auto written = co_await socket_->write(std::span(batch_).first(count));
    if (!written) throw std::runtime_error(written.error().message);
  }

 private:
  std::unique_ptr<net::WebSocket> socket_;
  std::vector<std::uint8_t> message_;
  std::array<net::WebSocketMessage, kBatch> batch_;
};

asio::awaitable<void> accept_upgrade(std::unique_ptr<net::Stream> stream, HttpRequest request,
                                     std::unique_ptr<net::WebSocket>& into) {
  auto socket = co_await net::upgrade_server(std::move(stream), std::move(request), {}, {});
  if (socket) into = std::move(*socket);
}

asio::awaitable<void> open(std::uint16_t port, std::unique_ptr<net::WebSocket>& into) {
  tcp::socket socket(co_await asio::this_coro::executor);
  socket.connect({asio::ip::address_v4::loopback(), port});
  socket.set_option(tcp::no_delay(true));
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
  net::TlsLayer layer{context, {std::move(socket), *context}};
  layer.stream.handshake(asio::ssl::stream_base::client);  // unverified: who answers is our child
  HttpRequest request;
  request.url.scheme = "wss";
  request.url.host = "localhost";
  request.url.target = "/";
  auto stream = std::make_unique<net::TlsStream>(std::move(layer));
  auto opened = co_await net::upgrade_client(std::move(stream), std::move(request), {}, {});
  if (!opened) throw std::runtime_error(opened.error().message);
  into = std::move(*opened);
}

}  // namespace

void serve_batched(const sandbox::ServerCertificate& certificate, const Load& load,
                   const TellPort& listening) {
  asio::io_context context(1);
  std::unique_ptr<net::WebSocket> socket;
  const auto server = net::serve_http(
      context.get_executor(),
      {.certificate = net::ServerCertificate{.chain_pem = certificate.certificate_pem,
                                             .private_key_pem = certificate.private_key_pem}},
      [](HttpRequest) -> asio::awaitable<HttpResponse> { co_return HttpResponse{404, {}, {}}; },
      [&socket](std::unique_ptr<net::Stream> stream, HttpRequest request) {
        return accept_upgrade(std::move(stream), std::move(request), socket);
      });
  if (!server) throw std::runtime_error(server.error().message);
  listening((*server)->port());
  while (!socket && context.run_one() > 0) {
  }
  BatchedLink link(std::move(socket), load.upload ? load.answer_size : load.data_size);
  Exchange(context, link, load, !load.upload).run();
}

double run_batched(std::uint16_t port, const Load& load) {
  asio::io_context context(1);
  std::unique_ptr<net::WebSocket> socket;
  asio::co_spawn(context, open(port, socket), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
  while (!socket && context.run_one() > 0) {
  }
  context.restart();  // without work it has stopped
  BatchedLink link(std::move(socket), load.upload ? load.data_size : load.answer_size);
  const auto begin = std::chrono::steady_clock::now();
  Exchange(context, link, load, load.upload).run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace cloudx::bench
