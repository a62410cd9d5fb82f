#include "features/relay/forward/service_manager.hpp"

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

#include "base/printable.hpp"
#include "base/trace.hpp"
#include "os/descriptor.hpp"

namespace cloudx::relay {

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

ServiceManager ServiceManager::of_process() {
  std::string socket = take_variable("NOTIFY_SOCKET");
  const std::string process = take_variable("WATCHDOG_PID");
  const bool ours = process.empty() || number(process) == ::getpid();
  const long long limit = number(take_variable("WATCHDOG_USEC"));
  // Half of the limit, as sd_watchdog_enabled(3) recommends.
  return {std::move(socket), std::chrono::microseconds(ours ? limit / 2 : 0)};
}

ServiceManager::ServiceManager(std::string socket, std::chrono::microseconds watchdog)
    : socket_(std::move(socket)), watchdog_(watchdog) {}

void ServiceManager::status(std::string_view text) const {
  trace::line(trace::Topic::relay, "{}", text);
  tell("STATUS=" + printable(text));
}

// Nothing is done about a failure: the work is more important than who hears of it.
void ServiceManager::tell(std::string_view message) const {
  sockaddr_un address{};
  if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const os::Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  ::sendto(socket.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<const sockaddr*>(&address), size);
}

}  // namespace cloudx::relay
