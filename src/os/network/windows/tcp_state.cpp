#include "os/network/tcp_state.hpp"

#include <winsock2.h>

namespace cloudx::os {

bool is_connected(TcpSocket& socket) {
  if (!socket.is_open()) return false;
  WSAPOLLFD readable{.fd = socket.native_handle(), .events = POLLRDNORM, .revents = 0};
  if (::WSAPoll(&readable, 1, 0) == 0) return true;
  char peeked = 0;
  return ::recv(socket.native_handle(), &peeked, 1, MSG_PEEK) > 0;
}

}  // namespace cloudx::os
