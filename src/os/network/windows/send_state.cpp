#include "os/network/tcp_state.hpp"

namespace cloudx::os {

// TCP_INFO_v0 (SIO_TCP_INFO) has how much is in flight, but not when something was heard last.
std::optional<SendState> send_state(TcpSocket&, PeerSigns&) {
  return std::nullopt;
}

}  // namespace cloudx::os
