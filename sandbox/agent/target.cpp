#include "sandbox/agent/target.hpp"

#include <charconv>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

template <class Socket>
class SocketTarget final : public Target {
 public:
  SocketTarget(Socket socket, std::function<void()> on_close)
      : socket_(std::move(socket)), on_close_(std::move(on_close)) {}
  SocketTarget(const SocketTarget&) = delete;
  SocketTarget& operator=(const SocketTarget&) = delete;
  ~SocketTarget() override { shut(); }

  asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
    const auto [error, size] = co_await socket_.async_read_some(
        asio::buffer(into.data(), into.size()), asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::eof) co_return std::size_t{0};
    if (error) co_return fail(Errc::connect, error.message());
    co_return size;
  }

  asio::awaitable<Result<void>> write_all(ByteView data) override {
    const auto [error, size] = co_await asio::async_write(
        socket_, asio::buffer(data.data(), data.size()), asio::as_tuple(asio::use_awaitable));
    if (error) co_return fail(Errc::connect, error.message());
    co_return Result<void>{};
  }

  void close() override { shut(); }

 private:
  void shut() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    if (const auto call = std::exchange(on_close_, nullptr)) call();
  }

  Socket socket_;
  std::function<void()> on_close_;
};

}  // namespace

asio::awaitable<Result<std::unique_ptr<Target>>> connect_to_port(std::string address,
                                                                 std::string port) {
  std::uint16_t number = 0;
  std::from_chars(port.data(), port.data() + port.size(), number);
  boost::system::error_code error;
  const asio::ip::address host = asio::ip::make_address(address, error);
  if (error || !host.is_loopback()) {
    co_return fail(Errc::connect,
                   fmt::format("dial tcp {}:{}: connect: network is unreachable", address, port));
  }
  asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
  const asio::ip::tcp::endpoint endpoint(host, number);
  const auto [refused] =
      co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
  if (refused) {
    // As Go's net package words it in the agent's answer.
    co_return fail(Errc::connect,
                   fmt::format("dial tcp {}:{}: connect: {}", address, port,
                               refused == asio::error::connection_refused ? "connection refused"
                                                                          : refused.message()));
  }
  socket.set_option(asio::ip::tcp::no_delay(true), error);
  co_return std::make_unique<SocketTarget<asio::ip::tcp::socket>>(std::move(socket), nullptr);
}

std::unique_ptr<Target> make_target(const asio::any_io_executor& executor, int socket,
                                    std::function<void()> on_close) {
  asio::local::stream_protocol::socket stream(executor, asio::local::stream_protocol(), socket);
  return std::make_unique<SocketTarget<asio::local::stream_protocol::socket>>(std::move(stream),
                                                                              std::move(on_close));
}

}  // namespace cloudx::sandbox
