#include "net/websocket.hpp"

#include "net/tcp_stream.hpp"
#include "net/websocket_layers.hpp"

namespace cloudx::net {

namespace asio = boost::asio;

namespace {

asio::awaitable<MaybeWebSocket> upgrade(WebSocketEnd end, std::unique_ptr<Stream> stream,
                                        HttpRequest request, WebSocketLimits limits,
                                        async::Deadline deadline) {
  if (auto* tls = dynamic_cast<TlsStream*>(stream.get())) {
    return upgrade_tls(end, tls->release(), std::move(request), limits, std::move(deadline));
  }
  auto& tcp = dynamic_cast<TcpStream&>(*stream);
  return upgrade_tcp(end, tcp.release(), std::move(request), limits, std::move(deadline));
}

}  // namespace

asio::awaitable<MaybeWebSocket> upgrade_client(std::unique_ptr<Stream> stream, HttpRequest request,
                                               WebSocketLimits limits, async::Deadline deadline) {
  return upgrade(WebSocketEnd::client, std::move(stream), std::move(request), limits,
                 std::move(deadline));
}

asio::awaitable<MaybeWebSocket> upgrade_server(std::unique_ptr<Stream> stream, HttpRequest request,
                                               WebSocketLimits limits, async::Deadline deadline) {
  return upgrade(WebSocketEnd::server, std::move(stream), std::move(request), limits,
                 std::move(deadline));
}

}  // namespace cloudx::net
