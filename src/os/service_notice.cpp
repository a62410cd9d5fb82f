#include "os/service_notice.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "os/new_descriptor.hpp"

namespace cloudx::os {

namespace {

std::string take_variable(const char* name) {
  const char* const value = std::getenv(name);
  std::string text = value == nullptr ? "" : value;
  ::unsetenv(name);
  return text;
}

long long number(const std::string& text) {
  long long value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

ServiceManagerLink take_service_manager() {
  ServiceManagerLink link{.socket = take_variable("NOTIFY_SOCKET")};
  const std::string process = take_variable("WATCHDOG_PID");
  const bool ours = process.empty() || number(process) == ::getpid();
  const long long limit = number(take_variable("WATCHDOG_USEC"));
  if (ours) link.watchdog = std::chrono::microseconds(limit);
  return link;
}

void notify_service_manager(const std::string& socket, std::string_view text) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.empty() || socket.size() >= sizeof address.sun_path) return;
  std::ranges::copy(socket, address.sun_path);
  if (socket.front() == '@') address.sun_path[0] = '\0';
  const Descriptor sender = open_socket(AF_UNIX, SOCK_DGRAM);
  if (sender.get() < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket.size());
  ::sendto(sender.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<const sockaddr*>(&address), size);
}

}  // namespace cloudx::os
