#include "os/socket_wait.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <system_error>
#include <unistd.h>

#include "os/descriptor.hpp"

namespace cloudx::os {

namespace {

// poll(2) takes -1 for ever.
int for_poll(std::optional<std::chrono::milliseconds> limit) {
  if (!limit) return -1;
  constexpr std::int64_t kLongest = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp<std::int64_t>(limit->count(), 0, kLongest));
}

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  // A pipe that is full has been written to already: nobody has to wait for room in it.
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0) return ends;
  throw std::system_error(errno, std::generic_category(), "pipe");
}

}  // namespace

bool is_readable(int socket) {
  pollfd readable{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&readable, 1, 0) != 0;
}

struct SocketWait::Wake {
  explicit Wake(std::array<int, 2> pipe) : read_end(pipe[0]), write_end(pipe[1]) {}
  Descriptor read_end;
  Descriptor write_end;
};

SocketWait::SocketWait() : wake_(std::make_unique<Wake>(make_pipe())) {}
SocketWait::~SocketWait() = default;

void SocketWait::wake() const {
  const char any = 0;
  static_cast<void>(::write(wake_->write_end.get(), &any, 1));
}

void SocketWait::wait(std::optional<int> socket,
                      std::optional<std::chrono::milliseconds> limit) const {
  std::array<pollfd, 2> waited_for{{{.fd = wake_->read_end.get(), .events = POLLIN, .revents = 0},
                                    {.fd = socket.value_or(-1), .events = POLLIN, .revents = 0}}};
  ::poll(waited_for.data(), waited_for.size(), for_poll(limit));
  std::array<char, 64> calls{};
  while (::read(wake_->read_end.get(), calls.data(), calls.size()) > 0) {
  }
}

}  // namespace cloudx::os
