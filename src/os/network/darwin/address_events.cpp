#include "os/network/address_events.hpp"

#include <array>
#include <fcntl.h>
#include <net/route.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/network/route_message.hpp"

namespace cloudx::os {

// route(4): every message of the kernel goes to every routing socket.
int open_address_events() {
  const int events = ::socket(PF_ROUTE, SOCK_RAW, 0);
  if (events < 0) return -1;
  if (::fcntl(events, F_SETFD, FD_CLOEXEC) == 0 && ::fcntl(events, F_SETFL, O_NONBLOCK) == 0) {
    return events;
  }
  ::close(events);
  return -1;
}

bool take_address_events(int events) {
  std::array<std::uint8_t, 4096> message{};
  bool told = false;
  while (true) {
    const ssize_t size = ::recv(events, message.data(), message.size(), 0);
    if (size <= 0) return told;
    told |= tells_of_addresses(std::span(message).first(static_cast<std::size_t>(size)));
  }
}

}  // namespace cloudx::os
