#include "os/network/tcp_state.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace cloudx::os {

std::optional<SendState> send_state(TcpSocket& socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) {
    return std::nullopt;
  }
  return SendState{info.tcpi_unacked > 0, std::chrono::milliseconds(info.tcpi_last_ack_recv)};
}

bool is_connected(TcpSocket& socket) {
  if (!socket.is_open()) return false;
  char peeked = 0;
  const ssize_t got = ::recv(socket.native_handle(), &peeked, 1, MSG_PEEK | MSG_DONTWAIT);
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
}

}  // namespace cloudx::os
