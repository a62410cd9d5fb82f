// The limit as such: Beast's websocket over TLS, one write for each message, nothing around it.

#include <chrono>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "bench/limit/exchange.hpp"

namespace cloudx::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;
using WebSocket = beast::websocket::stream<TlsStream>;

constexpr std::size_t kWriteBuffer = 68U << 10;  // as net::WebSocket has

class BeastLink {
 public:
  static constexpr std::size_t kBatch = 1;

  BeastLink(tcp::socket socket, asio::ssl::context& context, std::size_t message_size)
      : stream_(std::move(socket), context), message_(message_size, 0x5A) {
    beast::get_lowest_layer(stream_).set_option(tcp::no_delay(true));
    stream_.auto_fragment(false);
    stream_.write_buffer_bytes(kWriteBuffer);
    stream_.binary(true);
  }

  void connect() {
    stream_.next_layer().handshake(TlsStream::client);
    stream_.handshake("localhost", "/");
  }
  void accept() {
    stream_.next_layer().handshake(TlsStream::server);
    stream_.accept();
  }

  auto read() {
    received_.consume(received_.size());
    return stream_.async_read(received_, asio::use_awaitable);
  }
  auto write(std::size_t) {
    return stream_.async_write(asio::buffer(message_), asio::use_awaitable);
  }

 private:
  WebSocket stream_;
  beast::flat_buffer received_;
  std::vector<std::uint8_t> message_;
};

asio::ssl::context tls13(asio::ssl::context::method method) {
  asio::ssl::context context(method);
  context.set_options(asio::ssl::context::no_tlsv1_2 | asio::ssl::context::no_tlsv1_1 |
                      asio::ssl::context::no_tlsv1);
  return context;
}

}  // namespace

void serve_plain(const sandbox::ServerCertificate& certificate, const Load& load,
                 const TellPort& listening) {
  asio::io_context context(1);
  asio::ssl::context tls = tls13(asio::ssl::context::tls_server);
  tls.use_certificate_chain(asio::buffer(certificate.certificate_pem));
  tls.use_private_key(asio::buffer(certificate.private_key_pem), asio::ssl::context::pem);
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  listening(acceptor.local_endpoint().port());
  BeastLink link(acceptor.accept(), tls, load.upload ? load.answer_size : load.data_size);
  link.accept();
  Exchange(context, link, load, !load.upload).run();
}

double run_plain(std::uint16_t port, const Load& load) {
  asio::io_context context(1);
  asio::ssl::context tls = tls13(asio::ssl::context::tls_client);
  tls.set_verify_mode(asio::ssl::verify_none);  // who answers is our own child
  tcp::socket socket(context);
  socket.connect({asio::ip::address_v4::loopback(), port});
  BeastLink link(std::move(socket), tls, load.upload ? load.data_size : load.answer_size);
  link.connect();
  const auto begin = std::chrono::steady_clock::now();
  Exchange(context, link, load, load.upload).run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace cloudx::bench
