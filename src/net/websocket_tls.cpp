#include <boost/beast/websocket/ssl.hpp>

#include "net/websocket_of.hpp"

namespace cloudx::net {

asio::awaitable<MaybeWebSocket> upgrade_tls(WebSocketEnd end, TlsLayer layer, HttpRequest request,
                                            WebSocketLimits limits, Budget budget) {
  return upgrade_over(end, std::move(layer.context), std::move(layer.stream), std::move(request),
                      limits, std::move(budget));
}

}  // namespace cloudx::net
