#include "net/tcp_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "async/cancel_on_expiry.hpp"
#include "os/network/tcp_state.hpp"

namespace cloudx::net {

namespace asio = boost::asio;

asio::awaitable<Result<std::size_t>> TcpStream::read_some(std::span<std::uint8_t> into,
                                                          async::Deadline deadline) {
  const async::CancelOnExpiry watch(socket_.get_executor(), deadline, [this] { close(); });
  const auto [error, size] = co_await socket_.async_read_some(
      asio::buffer(into.data(), into.size()), asio::as_tuple(asio::use_awaitable));
  if (error == asio::error::eof) co_return std::size_t{0};
  if (error) co_return watch.failure("reading", Errc::connect, error.message());
  co_return size;
}

asio::awaitable<Result<void>> TcpStream::write_all(ByteView data, async::Deadline deadline) {
  const async::CancelOnExpiry watch(socket_.get_executor(), deadline, [this] { close(); });
  const auto [error, size] = co_await asio::async_write(
      socket_, asio::buffer(data.data(), data.size()), asio::as_tuple(asio::use_awaitable));
  if (error) co_return watch.failure("writing", Errc::connect, error.message());
  co_return Result<void>{};
}

void TcpStream::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

bool TcpStream::idle() {
  return os::is_connected(socket_);
}

}  // namespace cloudx::net
