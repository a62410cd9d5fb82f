#include "os/local_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "os/new_descriptor.hpp"

namespace cloudx::os {

std::size_t longest_socket_path() {
  return sizeof(sockaddr_un::sun_path) - 1;  // the rest is the zero at its end
}

Result<void> try_socket_path(const std::string& path) {
  if (path.size() > longest_socket_path()) {
    return fail(Errc::io, "the path is too long for a socket");
  }
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::ranges::copy(path, std::begin(address.sun_path));
  const Descriptor socket = open_socket(AF_UNIX, SOCK_STREAM);
  // The sockets interface takes addresses of all kinds through this cast.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const auto* const any = reinterpret_cast<const sockaddr*>(&address);
  if (socket.get() < 0 || ::bind(socket.get(), any, sizeof address) != 0) {
    return fail(Errc::io, system_message(errno));
  }
  ::unlink(path.c_str());
  return {};
}

}  // namespace cloudx::os
