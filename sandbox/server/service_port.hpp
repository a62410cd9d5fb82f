#pragma once
// The listener of one service, behind its delay line where there is one. It can go away for a while
// and come back at the same port.

#include <cstdint>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "net/http_server.hpp"
#include "sandbox/server/delay_line.hpp"

namespace cloudx::sandbox {

class ServicePort {
 public:
  // `line` may be null: no delay line. `server.port` is the port that clients are to use (0: any).
  ServicePort(boost::asio::any_io_executor executor, net::HttpServerOptions server,
              net::HttpServer::Handler handler, net::HttpServer::Upgrade upgrade,
              std::shared_ptr<const LineState> line);

  [[nodiscard]] Result<void> open();
  // Refuses connections that long (with a delay line: accepts them and drops them at once).
  void close_for(Duration time);

  [[nodiscard]] std::uint16_t port() const;

 private:
  boost::asio::awaitable<void> reopen(Duration after);
  [[nodiscard]] Result<void> listen();

  boost::asio::any_io_executor executor_;
  net::HttpServerOptions server_;
  net::HttpServer::Handler handler_;
  net::HttpServer::Upgrade upgrade_;
  std::shared_ptr<const LineState> line_;
  std::unique_ptr<net::HttpServer> listener_;  // null while closed
  std::unique_ptr<DelayLine> delay_;
  bool closed_ = false;
};

}  // namespace cloudx::sandbox
