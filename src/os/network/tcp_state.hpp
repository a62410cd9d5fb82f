#pragma once
// What the system knows of a TCP connection, and no read or write tells.

#include <chrono>
#include <optional>

#include <boost/asio/ip/tcp.hpp>

#include "os/network/peer_signs.hpp"

namespace cloudx::os {

using TcpSocket = boost::asio::ip::tcp::socket::lowest_layer_type;

// Whether the peer's TCP has taken what was sent to it.
struct SendState {
  bool unacknowledged = false;            // some of it has not been acknowledged
  std::chrono::milliseconds since_heard;  // since the peer's last acknowledgement of anything
};

// Nothing where the system does not say. `signs` are what the looks at this connection have found.
[[nodiscard]] std::optional<SendState> send_state(TcpSocket& socket, PeerSigns& signs);

// Whether a connection is still open as far as this machine knows, without reading from it: data
// that waits to be read is no end of it.
[[nodiscard]] bool is_connected(TcpSocket& socket);

}  // namespace cloudx::os
