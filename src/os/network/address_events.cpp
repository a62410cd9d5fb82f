#include "os/network/address_events.hpp"

#include <array>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cloudx::os {

// rtnetlink(7).
int open_address_events() {
  const int events = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  sockaddr_nl groups{};
  groups.nl_family = AF_NETLINK;
  groups.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (events >= 0 &&
      ::bind(events, reinterpret_cast<const sockaddr*>(&groups), sizeof groups) != 0) {
    ::close(events);
    return -1;
  }
  return events;
}

// Nothing else comes there.
bool take_address_events(int events) {
  std::array<char, 4096> ignored{};
  while (::recv(events, ignored.data(), ignored.size(), 0) > 0) {
  }
  return true;
}

}  // namespace cloudx::os
