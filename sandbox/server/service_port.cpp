#include "sandbox/server/service_port.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "async/sleep.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

ServicePort::ServicePort(asio::any_io_executor executor, net::HttpServerOptions server,
                         net::HttpServer::Handler handler, net::HttpServer::Upgrade upgrade,
                         std::shared_ptr<const LineState> line)
    : executor_(std::move(executor)),
      server_(std::move(server)),
      handler_(std::move(handler)),
      upgrade_(std::move(upgrade)),
      line_(std::move(line)) {}

Result<void> ServicePort::open() {
  const std::uint16_t wanted = server_.port;
  if (line_) server_.port = 0;
  Result<void> done = listen();
  if (!done || !line_) return done;
  auto delay = make_delay_line(executor_, wanted, server_.port, line_);
  if (!delay) return std::unexpected(delay.error());
  delay_ = std::move(*delay);
  return {};
}

Result<void> ServicePort::listen() {
  auto listener = net::serve_http(executor_, server_, handler_, upgrade_);
  if (!listener) return std::unexpected(listener.error());
  listener_ = std::move(*listener);
  server_.port = listener_->port();
  return {};
}

std::uint16_t ServicePort::port() const {
  return delay_ ? delay_->port() : server_.port;
}

void ServicePort::close_for(Duration time) {
  if (std::exchange(closed_, true)) return;
  listener_.reset();
  asio::co_spawn(executor_, reopen(time), asio::detached);
}

asio::awaitable<void> ServicePort::reopen(Duration after) {
  co_await async::sleep_for(after, {});
  // Another program's connection may have taken the port as its own for a moment.
  while (!listen()) co_await async::sleep_for(std::chrono::milliseconds(50), {});
  closed_ = false;
}

}  // namespace cloudx::sandbox
