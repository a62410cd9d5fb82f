#include "os/streams/socket_pipe.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "async/notify.hpp"

namespace cloudx::os {

namespace asio = boost::asio;

namespace {

class SocketPipe final : public LocalPipe {
 public:
  SocketPipe(LocalSocket socket, Bytes first)
      : socket_(std::move(socket)), first_(std::move(first)), cancelled_(socket_.get_executor()) {}

  asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override {
    if (!first_.empty()) {
      const std::size_t size = std::min(first_.size(), pieces.front().size());
      const auto end = first_.begin() + static_cast<std::ptrdiff_t>(size);
      std::copy(first_.begin(), end, pieces.front().begin());
      first_.erase(first_.begin(), end);
      co_return size;
    }
    std::array<asio::mutable_buffer, 64> buffers;  // as many as one system call takes
    std::ranges::transform(pieces.first(std::min(pieces.size(), buffers.size())), buffers.begin(),
                           [](auto piece) { return asio::buffer(piece.data(), piece.size()); });
    const auto [error, size] =
        co_await socket_.async_read_some(buffers, asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::eof) co_return std::size_t{0};
    if (error) co_return fail(Errc::io, error.message());
    co_return size;
  }

  asio::awaitable<Result<void>> write_all(ByteView data) override {
    const auto [error, size] = co_await asio::async_write(
        socket_, asio::buffer(data.data(), data.size()), asio::as_tuple(asio::use_awaitable));
    if (error) co_return fail(Errc::io, error.message());
    co_return Result<void>{};
  }

  void end_output() override {
    boost::system::error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
  }

  asio::awaitable<bool> output_gone() override {
    co_await cancelled_.wait();
    co_return false;
  }

  void cancel() override {
    boost::system::error_code ignored;
    socket_.cancel(ignored);
    cancelled_.notify();
  }

 private:
  LocalSocket socket_;
  Bytes first_;
  async::Notify cancelled_;
};

}  // namespace

std::unique_ptr<LocalPipe> make_socket_pipe(LocalSocket socket, Bytes first) {
  return std::make_unique<SocketPipe>(std::move(socket), std::move(first));
}

}  // namespace cloudx::os
