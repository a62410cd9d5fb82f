#pragma once
// A websocket (RFC 6455), client or server end, over TCP or TLS.

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/http.hpp"
#include "net/stream.hpp"

namespace cloudx::net {

struct WebSocketMessage {
  bool text = false;  // at a client's end every message that is read counts as binary
  ByteView payload;   // of a message that was read: valid until the next read()
};

struct WebSocketLimits {
  std::size_t max_message = 1U << 21;  // bytes; a longer message closes the websocket
  // A ping goes out when the peer has been silent for half of it.
  std::chrono::steady_clock::duration ping_interval = std::chrono::seconds(25);
  int missed_pongs = 2;  // intervals without a sign of life after which the peer counts as gone
  // A ping goes out, too, when we have sent nothing for so long, whatever the peer sends: who
  // stands between may look at one direction alone, as nginx does, and gives a connection up after
  // 60 s by default (proxy_read_timeout; AWS's Application Load Balancer as well, without any
  // traffic). session-manager-plugin pings whatever is sent, but every 5 minutes only (its
  // config.go, PingTimeInterval).
  std::chrono::steady_clock::duration own_silence = std::chrono::seconds(45);
};

class WebSocket {
 public:
  virtual ~WebSocket() = default;

  // The next message. Pings are answered meanwhile, so keep a read pending where there is room for
  // a message; without one, silence of the peer is not held against it. Fails with Errc::closed
  // when the peer closed the websocket (the message has its code and text), Errc::connect when the
  // connection broke or the peer stayed silent for too long; a client's end also notices what
  // loss_watch.hpp tells of.
  virtual boost::asio::awaitable<Result<WebSocketMessage>> read() = 0;
  // The messages in this order, with as few system calls as it takes; they must live until the call
  // ends, which is when TCP has taken them. Only one write at a time; may run beside a read.
  virtual boost::asio::awaitable<Result<void>> write(
      std::span<const WebSocketMessage> messages) = 0;
  // Orderly close, at most `limit`; then the connection is closed in any case.
  virtual boost::asio::awaitable<void> close(std::uint16_t code, std::string reason,
                                             std::chrono::steady_clock::duration limit) = 0;
  // Closes the connection at once; a pending read or write fails.
  virtual void abort() = 0;
};

// Client end: the upgrade request (url.scheme ws or wss, headers already signed) over a stream that
// is connected to its host. An answer other than 101 fails with Errc::service, http_status set and
// the beginning of its body in the message, without what it repeats of a signature.
boost::asio::awaitable<Result<std::unique_ptr<WebSocket>>> upgrade_client(
    std::unique_ptr<Stream> stream, HttpRequest request, WebSocketLimits limits,
    async::Deadline deadline);

// Server end: answers an upgrade request that has been read already from `stream`.
boost::asio::awaitable<Result<std::unique_ptr<WebSocket>>> upgrade_server(
    std::unique_ptr<Stream> stream, HttpRequest request, WebSocketLimits limits,
    async::Deadline deadline);

}  // namespace cloudx::net
