#include "net/tls_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "async/cancel_on_expiry.hpp"
#include "os/network/tcp_state.hpp"

namespace cloudx::net {

namespace asio = boost::asio;
using Tls = asio::ssl::stream<asio::ip::tcp::socket>;

namespace {

void close_socket(Tls& stream) {
  boost::system::error_code ignored;
  stream.lowest_layer().close(ignored);
}

// Names what is verified: SSL_set1_host alone takes no IP addresses.
bool expect_peer(SSL* ssl, const std::string& host) {
  boost::system::error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  if (!not_an_address) {
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  }
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 && SSL_set1_host(ssl, host.c_str()) == 1;
}

// A connection that broke may hold the next time; a refused certificate or protocol will not.
Errc handshake_kind(const boost::system::error_code& error) {
  const bool broke = error.category() == boost::system::system_category() ||
                     error == asio::error::eof || error == asio::ssl::error::stream_truncated;
  return broke ? Errc::connect : Errc::tls;
}

std::string handshake_reason(SSL* ssl, const boost::system::error_code& error) {
  const long verdict = SSL_get_verify_result(ssl);
  if (verdict == X509_V_OK) return error.message();
  return fmt::format("the certificate is not trusted ({})", X509_verify_cert_error_string(verdict));
}

}  // namespace

asio::awaitable<Result<std::size_t>> TlsStream::read_some(std::span<std::uint8_t> into,
                                                          async::Deadline deadline) {
  const async::CancelOnExpiry watch(layer_.stream.get_executor(), deadline, [this] { close(); });
  const auto [error, size] = co_await layer_.stream.async_read_some(
      asio::buffer(into.data(), into.size()), asio::as_tuple(asio::use_awaitable));
  // Many servers drop the connection without a close_notify; HTTP framing tells a cut answer.
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
    co_return std::size_t{0};
  }
  if (error) co_return watch.failure("reading", Errc::connect, error.message());
  co_return size;
}

asio::awaitable<Result<void>> TlsStream::write_all(ByteView data, async::Deadline deadline) {
  const async::CancelOnExpiry watch(layer_.stream.get_executor(), deadline, [this] { close(); });
  const auto [error, size] = co_await asio::async_write(
      layer_.stream, asio::buffer(data.data(), data.size()), asio::as_tuple(asio::use_awaitable));
  if (error) co_return watch.failure("writing", Errc::connect, error.message());
  co_return Result<void>{};
}

void TlsStream::close() {
  close_socket(layer_.stream);
}

bool TlsStream::idle() {
  return os::is_connected(layer_.stream.next_layer());
}

asio::awaitable<Result<std::unique_ptr<Stream>>> tls_connect(
    asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> context, std::string host,
    async::Deadline deadline) {
  Tls stream(std::move(socket), *context);
  const std::string doing = "TLS with " + host;
  if (!expect_peer(stream.native_handle(), host)) {
    co_return fail(Errc::tls, doing + ": not a usable host name");
  }
  stream.set_verify_mode(asio::ssl::verify_peer);
  const async::CancelOnExpiry watch(stream.get_executor(), deadline,
                                    [&stream] { close_socket(stream); });
  const auto [error] =
      co_await stream.async_handshake(Tls::client, asio::as_tuple(asio::use_awaitable));
  if (error) {
    co_return watch.failure(doing, handshake_kind(error),
                            handshake_reason(stream.native_handle(), error));
  }
  TlsLayer layer{std::move(context), std::move(stream)};
  co_return std::make_unique<TlsStream>(std::move(layer));
}

asio::awaitable<Result<std::unique_ptr<Stream>>> tls_accept(
    asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> context,
    async::Deadline deadline) {
  Tls stream(std::move(socket), *context);
  const async::CancelOnExpiry watch(stream.get_executor(), deadline,
                                    [&stream] { close_socket(stream); });
  const auto [error] =
      co_await stream.async_handshake(Tls::server, asio::as_tuple(asio::use_awaitable));
  if (error) co_return watch.failure("TLS handshake", Errc::tls, error.message());
  TlsLayer layer{std::move(context), std::move(stream)};
  co_return std::make_unique<TlsStream>(std::move(layer));
}

}  // namespace cloudx::net
