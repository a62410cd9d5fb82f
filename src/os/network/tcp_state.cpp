#include "os/network/tcp_state.hpp"

#include <cerrno>
#include <sys/socket.h>

namespace cloudx::os {

bool is_connected(TcpSocket& socket) {
  if (!socket.is_open()) return false;
  char peeked = 0;
  const ssize_t got = ::recv(socket.native_handle(), &peeked, 1, MSG_PEEK | MSG_DONTWAIT);
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
}

}  // namespace cloudx::os
