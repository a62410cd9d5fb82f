#include "net/websocket_of.hpp"

namespace cloudx::net {

asio::awaitable<MaybeWebSocket> upgrade_tcp(WebSocketEnd end, asio::ip::tcp::socket socket,
                                            HttpRequest request, WebSocketLimits limits,
                                            async::Deadline deadline) {
  return upgrade_over(end, std::monostate{}, std::move(socket), std::move(request), limits,
                      std::move(deadline));
}

}  // namespace cloudx::net
