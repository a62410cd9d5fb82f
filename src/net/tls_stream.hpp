#pragma once
// TLS 1.2 or 1.3 over TCP, client or server end.

#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "net/stream.hpp"

namespace cloudx::net {

// The context must outlive the connection: they travel together.
struct TlsLayer {
  std::shared_ptr<boost::asio::ssl::context> context;
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream;
};

class TlsStream final : public Stream {
 public:
  explicit TlsStream(TlsLayer layer) : layer_(std::move(layer)) {}

  boost::asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into,
                                                        async::Deadline deadline) override;
  boost::asio::awaitable<Result<void>> write_all(ByteView data, async::Deadline deadline) override;
  void close() override;
  bool idle() override;

  // Hands the connection over; this object must not be used any more.
  [[nodiscard]] TlsLayer release() { return std::move(layer_); }

 private:
  TlsLayer layer_;
};

// Client handshake on a connected socket: SNI for names, certificate verified against the context's
// roots and against `host` (name or IP address).
boost::asio::awaitable<Result<std::unique_ptr<Stream>>> tls_connect(
    boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> context,
    std::string host, async::Deadline deadline);

// Server handshake with the context's certificate.
boost::asio::awaitable<Result<std::unique_ptr<Stream>>> tls_accept(
    boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> context,
    async::Deadline deadline);

}  // namespace cloudx::net
