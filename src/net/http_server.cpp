#include "net/http_server.hpp"

#include <exception>
#include <stop_token>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include "net/sleep.hpp"
#include "net/tcp_stream.hpp"
#include "net/tls_stream.hpp"

namespace cloudx::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

namespace {

constexpr std::size_t kReadSize = std::size_t{16} * 1024;
constexpr std::uint32_t kMaxHeader = 64U * 1024;
constexpr std::chrono::minutes kIdleLimit{5};  // between two requests of a kept-alive connection

struct Shared {
  HttpServerOptions options;
  HttpServer::Handler handler;
  HttpServer::Upgrade upgrade;
  std::shared_ptr<asio::ssl::context> tls;  // null: plain HTTP
  std::stop_source stop;                    // ends the open connections
};

// One connection, request after request.
class Connection {
 public:
  Connection(std::shared_ptr<const Shared> shared, std::unique_ptr<Stream> stream)
      : shared_(std::move(shared)), stream_(std::move(stream)) {}

  asio::awaitable<void> serve() {
    while (co_await serve_one()) {
    }
  }

 private:
  using Parser = beast::http::request_parser<beast::http::string_body>;

  [[nodiscard]] Budget budget(std::chrono::steady_clock::duration limit) const {
    return Budget{.stop = shared_->stop.get_token()}.at_most(limit);
  }

  // False when the connection has ended.
  asio::awaitable<bool> serve_one() {
    Parser parser;
    parser.eager(true);
    parser.header_limit(kMaxHeader);
    parser.body_limit(shared_->options.max_body);
    const int refused = co_await read_request(parser);
    if (refused != 0) {
      if (refused > 0) {
        const HttpResponse answer{refused, {}, "The request can not be read.\n"};
        co_await write_response(*stream_, answer, false, budget(shared_->options.request_deadline));
      }
      co_return false;
    }
    const bool keep_alive = parser.get().keep_alive();
    const bool websocket =
        beast::http::token_list(parser.get()[beast::http::field::upgrade]).exists("websocket");
    HttpRequest request = as_request(parser.release());
    if (websocket && shared_->upgrade) {
      co_await shared_->upgrade(std::move(stream_), std::move(request));
      co_return false;
    }
    const HttpResponse answer = co_await answer_to(std::move(request));
    const auto written = co_await write_response(*stream_, answer, keep_alive,
                                                 budget(shared_->options.request_deadline));
    co_return written.has_value() && keep_alive;
  }

  // 0: the request is complete; -1: the connection ended; else the status to refuse it with.
  asio::awaitable<int> read_request(Parser& parser) {
    Budget limit = budget(kIdleLimit);
    bool started = false;
    for (;;) {
      if (received_.size() > 0) {
        if (!started) limit = budget(shared_->options.request_deadline);
        started = true;
        boost::system::error_code error;
        received_.consume(parser.put(received_.data(), error));
        if (error == beast::http::error::body_limit) co_return 413;
        if (error == beast::http::error::header_limit) co_return 431;
        if (error && error != beast::http::error::need_more) co_return 400;
        if (parser.is_done()) co_return 0;
      }
      const auto space = received_.prepare(kReadSize);
      const std::span<std::uint8_t> into(static_cast<std::uint8_t*>(space.data()), space.size());
      const auto got = co_await stream_->read_some(into, limit);
      if (!got || *got == 0) co_return -1;
      received_.commit(*got);
    }
  }

  [[nodiscard]] HttpRequest as_request(Parser::value_type message) const {
    HttpRequest request;
    request.method.assign(message.method_string().data(), message.method_string().size());
    request.url.scheme = shared_->tls ? "https" : "http";
    request.url.host = shared_->options.address;
    request.url.port = shared_->options.port;
    request.url.target.assign(message.target().data(), message.target().size());
    for (const auto& field : message) {
      request.headers.push_back({{field.name_string().data(), field.name_string().size()},
                                 {field.value().data(), field.value().size()}});
    }
    request.body = std::move(message.body());
    return request;
  }

  asio::awaitable<HttpResponse> answer_to(HttpRequest request) {
    try {
      co_return co_await shared_->handler(std::move(request));
    } catch (const std::exception&) {
      // A programming error in one handler is that request's failure, not the server's.
      co_return HttpResponse{500, {}, "Internal server error\n"};
    }
  }

  std::shared_ptr<const Shared> shared_;
  std::unique_ptr<Stream> stream_;
  beast::flat_buffer received_;
};

asio::awaitable<void> serve_connection(std::shared_ptr<const Shared> shared, tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  std::unique_ptr<Stream> stream;
  if (shared->tls) {
    const Budget limit =
        Budget{.stop = shared->stop.get_token()}.at_most(shared->options.request_deadline);
    auto accepted = co_await tls_accept(std::move(socket), shared->tls, limit);
    if (!accepted) co_return;
    stream = std::move(*accepted);
  } else {
    stream = std::make_unique<TcpStream>(std::move(socket));
  }
  Connection connection(std::move(shared), std::move(stream));
  co_await connection.serve();
}

asio::awaitable<void> accept_connections(std::shared_ptr<tcp::acceptor> acceptor,
                                         std::shared_ptr<const Shared> shared) {
  for (;;) {
    auto [error, socket] = co_await acceptor->async_accept(asio::as_tuple(asio::use_awaitable));
    if (!acceptor->is_open()) co_return;
    if (error) {  // out of descriptors, or a peer gone already: go on, but not in a tight loop
      co_await sleep_for(std::chrono::milliseconds(10), {});
      if (!acceptor->is_open()) co_return;
      continue;
    }
    asio::co_spawn(acceptor->get_executor(), serve_connection(shared, std::move(socket)),
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
  Server(std::shared_ptr<tcp::acceptor> acceptor, std::shared_ptr<Shared> shared)
      : acceptor_(std::move(acceptor)), shared_(std::move(shared)) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  ~Server() override {
    boost::system::error_code ignored;
    acceptor_->close(ignored);
    shared_->stop.request_stop();
  }

  [[nodiscard]] std::uint16_t port() const override { return shared_->options.port; }

 private:
  std::shared_ptr<tcp::acceptor> acceptor_;
  std::shared_ptr<Shared> shared_;
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
  auto shared = std::make_shared<Shared>();
  if (!options.certificate_pem.empty()) {
    auto context = server_context(options);
    if (!context) return std::unexpected(context.error());
    shared->tls = std::move(*context);
  }
  auto acceptor = listen(executor, options);
  if (!acceptor) return std::unexpected(acceptor.error());
  options.port = (*acceptor)->local_endpoint().port();
  shared->options = std::move(options);
  shared->handler = std::move(handler);
  shared->upgrade = std::move(upgrade);
  asio::co_spawn(executor, accept_connections(*acceptor, shared), asio::detached);
  return std::make_unique<Server>(std::move(*acceptor), std::move(shared));
}

}  // namespace cloudx::net
