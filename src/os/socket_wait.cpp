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
#include <utility>

#include "os/new_descriptor.hpp"

namespace cloudx::os {

namespace {

// poll(2) takes -1 for ever.
int for_poll(std::optional<std::chrono::milliseconds> limit) {
  if (!limit) return -1;
  constexpr std::int64_t kLongest = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp<std::int64_t>(limit->count(), 0, kLongest));
}

PipeEnds make_pipe() {
  auto ends = open_pipe();
  // A pipe that is full has been written to already: nobody has to wait for room in it.
  const bool ready = ends && ::fcntl(ends->read_end.get(), F_SETFL, O_NONBLOCK) == 0 &&
                     ::fcntl(ends->write_end.get(), F_SETFL, O_NONBLOCK) == 0;
  if (!ready) throw std::system_error(errno, std::generic_category(), "pipe");
  return std::move(*ends);
}

}  // namespace

bool is_readable(int socket) {
  pollfd readable{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&readable, 1, 0) != 0;
}

struct SocketWait::Wake {
  explicit Wake(PipeEnds ends) : pipe(std::move(ends)) {}
  PipeEnds pipe;
};

SocketWait::SocketWait() : wake_(std::make_unique<Wake>(make_pipe())) {}
SocketWait::~SocketWait() = default;

void SocketWait::wake() const {
  const char any = 0;
  static_cast<void>(::write(wake_->pipe.write_end.get(), &any, 1));
}

void SocketWait::wait(std::optional<int> socket,
                      std::optional<std::chrono::milliseconds> limit) const {
  std::array<pollfd, 2> waited_for{
      {{.fd = wake_->pipe.read_end.get(), .events = POLLIN, .revents = 0},
       {.fd = socket.value_or(-1), .events = POLLIN, .revents = 0}}};
  ::poll(waited_for.data(), waited_for.size(), for_poll(limit));
  std::array<char, 64> calls{};
  while (::read(wake_->pipe.read_end.get(), calls.data(), calls.size()) > 0) {
  }
}

}  // namespace cloudx::os
