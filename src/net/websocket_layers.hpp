#pragma once
// The two layers a websocket runs over; each is instantiated in a file of its own.

#include <boost/asio/ip/tcp.hpp>

#include "net/tls_stream.hpp"
#include "net/websocket.hpp"

namespace cloudx::net {

enum class WebSocketEnd : std::uint8_t { client, server };

using MaybeWebSocket = Result<std::unique_ptr<WebSocket>>;

boost::asio::awaitable<MaybeWebSocket> upgrade_tcp(WebSocketEnd end,
                                                   boost::asio::ip::tcp::socket socket,
                                                   HttpRequest request, WebSocketLimits limits,
                                                   async::Deadline deadline);
boost::asio::awaitable<MaybeWebSocket> upgrade_tls(WebSocketEnd end, TlsLayer layer,
                                                   HttpRequest request, WebSocketLimits limits,
                                                   async::Deadline deadline);

}  // namespace cloudx::net
