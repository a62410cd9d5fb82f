#include <boost/beast/websocket/ssl.hpp>
#include <openssl/ssl.h>

#include "net/websocket_of.hpp"

namespace cloudx::net {

asio::awaitable<MaybeWebSocket> upgrade_tls(WebSocketEnd end, TlsLayer layer, HttpRequest request,
                                            WebSocketLimits limits, async::Deadline deadline) {
  // Asio has OpenSSL free its buffers after every record, and so allocate them for the next.
  SSL_clear_mode(layer.stream.native_handle(), SSL_MODE_RELEASE_BUFFERS);
  return upgrade_over(end, std::move(layer.context), std::move(layer.stream), std::move(request),
                      limits, std::move(deadline));
}

}  // namespace cloudx::net
