#pragma once
// Plain TCP.

#include <boost/asio/ip/tcp.hpp>

#include "net/stream.hpp"

namespace cloudx::net {

class TcpStream final : public Stream {
 public:
  explicit TcpStream(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

  boost::asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into,
                                                        async::Deadline deadline) override;
  boost::asio::awaitable<Result<void>> write_all(ByteView data, async::Deadline deadline) override;
  void close() override;
  bool idle() override;

  // Hands the socket over; this object must not be used any more.
  [[nodiscard]] boost::asio::ip::tcp::socket release() { return std::move(socket_); }

 private:
  boost::asio::ip::tcp::socket socket_;
};

}  // namespace cloudx::net
