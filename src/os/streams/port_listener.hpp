#pragma once
// The port of listener.hpp, for its sources.

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "os/streams/listener.hpp"

namespace cloudx::os {

class PortListener final : public Listener {
 public:
  explicit PortListener(boost::asio::ip::tcp::acceptor acceptor) : acceptor_(std::move(acceptor)) {}
  ~PortListener() override { PortListener::close(); }

  boost::asio::awaitable<Result<LocalSocket>> accept() override {
    auto [error, socket] =
        co_await acceptor_.async_accept(boost::asio::as_tuple(boost::asio::use_awaitable));
    if (!acceptor_.is_open()) co_return fail(Errc::interrupted, "closed");
    if (error) co_return fail(Errc::io, error.message());
    socket.set_option(boost::asio::ip::tcp::no_delay(true), error);
    co_return LocalSocket(std::move(socket));
  }
  void close() override {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
  }
  [[nodiscard]] bool is_open() const override { return acceptor_.is_open(); }
  [[nodiscard]] std::uint16_t port() const override {
    boost::system::error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
  }

 private:
  boost::asio::ip::tcp::acceptor acceptor_;
};

}  // namespace cloudx::os
