#include "net/websocket.hpp"

#include "net/tcp_stream.hpp"
#include "net/websocket_layers.hpp"

namespace cloudx::net {

namespace asio = boost::asio;

namespace {

asio::awaitable<MaybeWebSocket> upgrade(WebSocketEnd end, std::unique_ptr<Stream> stream,
                                        HttpRequest request, WebSocketLimits limits,
                                        async::Budget budget) {
  if (auto* tls = dynamic_cast<TlsStream*>(stream.get())) {
    return upgrade_tls(end, tls->release(), std::move(request), limits, std::move(budget));
  }
  auto& tcp = dynamic_cast<TcpStream&>(*stream);
  return upgrade_tcp(end, tcp.release(), std::move(request), limits, std::move(budget));
}

}  // namespace

asio::awaitable<MaybeWebSocket> upgrade_client(std::unique_ptr<Stream> stream, HttpRequest request,
                                               WebSocketLimits limits, async::Budget budget) {
  return upgrade(WebSocketEnd::client, std::move(stream), std::move(request), limits,
                 std::move(budget));
}

asio::awaitable<MaybeWebSocket> upgrade_server(std::unique_ptr<Stream> stream, HttpRequest request,
                                               WebSocketLimits limits, async::Budget budget) {
  return upgrade(WebSocketEnd::server, std::move(stream), std::move(request), limits,
                 std::move(budget));
}

}  // namespace cloudx::net
