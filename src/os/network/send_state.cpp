#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "os/network/tcp_state.hpp"

namespace cloudx::os {

std::optional<SendState> send_state(TcpSocket& socket, PeerSigns&) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) {
    return std::nullopt;
  }
  return SendState{info.tcpi_unacked > 0, std::chrono::milliseconds(info.tcpi_last_ack_recv)};
}

}  // namespace cloudx::os
