#include "os/descriptor_output.hpp"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace cloudx::os {

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// A stream may share a non-blocking file description with another one, and with other programs.
bool write_with_patience(int descriptor, std::string_view text,
                         std::chrono::milliseconds patience) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd writable{.fd = descriptor, .events = POLLOUT, .revents = 0};
      if (::poll(&writable, 1, static_cast<int>(patience.count())) <= 0) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace cloudx::os
