#include "os/local_socket.hpp"

namespace cloudx::os {

// sun_path of <afunix.h>.
std::size_t longest_socket_path() {
  return 107;
}

// OpenSSH for Windows makes none.
Result<void> try_socket_path(const std::string&) {
  return fail(Errc::io, "OpenSSH for Windows has no sockets with a path");
}

}  // namespace cloudx::os
