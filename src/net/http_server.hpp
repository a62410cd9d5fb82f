#pragma once
// A small HTTPS (or plain loopback) server with body limit and deadline on every request. A handler
// may take the connection over for a websocket.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "base/http.hpp"
#include "net/server_certificate.hpp"
#include "net/stream.hpp"
#include "net/websocket.hpp"

namespace cloudx::net {

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                                       // 0: any free port
  std::optional<ServerCertificate> certificate = std::nullopt;  // none: plain HTTP
  std::size_t max_header = 64U << 10;
  std::size_t max_body = 1U << 20;
  // From a request's first byte to its last, and for the answer to be taken; a TLS handshake, too.
  std::chrono::steady_clock::duration request_deadline = std::chrono::seconds(30);
  // Between two requests of a kept-alive connection, and before the first.
  std::chrono::steady_clock::duration idle_limit = std::chrono::minutes(5);
  // More connections are closed as soon as they are accepted; 0: no limit. That of one peer's
  // address does not count loopback, where a reverse proxy may be.
  std::size_t max_connections = 0;
  std::size_t max_connections_per_peer = 0;
};

// A handler gets the headers as received, Host included; url.scheme is https or http, and `peer`
// is the client's IP address. The body of an answer to HEAD is not sent. Who sends "Expect:
// 100-continue" is told to go on as soon as the head is good.
class HttpServer {
 public:
  // An answer with status 0 closes the connection without a word.
  using Handler = std::function<boost::asio::awaitable<HttpResponse>(HttpRequest)>;
  // Called for requests with "Upgrade: websocket". Owns the stream; returns when done with it. The
  // server does not close it any more: use write_response() or upgrade_server() on it.
  using Upgrade = std::function<boost::asio::awaitable<void>(std::unique_ptr<Stream>, HttpRequest)>;

  virtual ~HttpServer() = default;  // stops
  // Accepts no more connections; open ones end soon (connections()), those whose handler is under
  // way after it.
  virtual void stop() = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual std::size_t connections() const = 0;
  // For connections from now on.
  virtual void limit_connections(std::size_t all, std::size_t per_peer) = 0;
  // Errc::configuration where it cannot be used; then the old one stays.
  [[nodiscard]] virtual Result<void> use_certificate(const ServerCertificate& certificate) = 0;
};

// Listens at once; serves while the executor runs.
[[nodiscard]] Result<std::unique_ptr<HttpServer>> serve_http(
    const boost::asio::any_io_executor& executor, HttpServerOptions options,
    HttpServer::Handler handler, HttpServer::Upgrade upgrade);

// Adds Date and Content-Length, and "Connection: close" unless `keep_alive`. An answer to HEAD, to
// which there is no `body`, tells the length that it would have. The stream and the response must
// live until the call ends.
boost::asio::awaitable<Result<void>> write_response(Stream& stream, const HttpResponse& response,
                                                    bool keep_alive, async::Deadline deadline,
                                                    bool body = true);

}  // namespace cloudx::net
