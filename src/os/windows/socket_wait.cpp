#include "os/socket_wait.hpp"

#include <winsock2.h>
#include <algorithm>
#include <array>
#include <system_error>

#include "os/windows/handle.hpp"

namespace cloudx::os {

namespace {

DWORD for_wait(std::optional<std::chrono::milliseconds> limit) {
  if (!limit) return WSA_INFINITE;
  return static_cast<DWORD>(std::clamp<std::int64_t>(limit->count(), 0, WSA_INFINITE - 1));
}

Handle make_event(bool stays) {
  return Handle(::CreateEventW(nullptr, stays ? TRUE : FALSE, FALSE, nullptr));
}

}  // namespace

bool is_readable(int socket) {
  WSAPOLLFD readable{.fd = static_cast<SOCKET>(socket), .events = POLLRDNORM, .revents = 0};
  return ::WSAPoll(&readable, 1, 0) != 0;
}

struct SocketWait::Wake {
  Handle called = make_event(false);
  Handle arrived = make_event(true);
};

SocketWait::SocketWait() : wake_(std::make_unique<Wake>()) {
  if (wake_->called && wake_->arrived) return;
  throw std::system_error(std::make_error_code(std::errc::not_enough_memory), "event");
}
SocketWait::~SocketWait() = default;

void SocketWait::wake() const {
  ::SetEvent(wake_->called.get());
}

// The socket stays non-blocking, as libpq has made it.
void SocketWait::wait(std::optional<int> socket,
                      std::optional<std::chrono::milliseconds> limit) const {
  const std::array<HANDLE, 2> events{wake_->called.get(), wake_->arrived.get()};
  ::ResetEvent(wake_->arrived.get());
  DWORD count = 1;
  if (socket && ::WSAEventSelect(static_cast<SOCKET>(*socket), wake_->arrived.get(),
                                 FD_READ | FD_CLOSE) == 0) {
    count = 2;
  }
  ::WSAWaitForMultipleEvents(count, events.data(), FALSE, for_wait(limit), FALSE);
}

}  // namespace cloudx::os
