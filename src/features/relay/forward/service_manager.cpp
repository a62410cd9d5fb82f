#include "features/relay/forward/service_manager.hpp"

#include <charconv>
#include <cstdlib>
#include <unistd.h>
#include <utility>

#include "base/printable.hpp"
#include "base/trace.hpp"
#include "os/service_notice.hpp"

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
  os::notify_service_manager(socket_, message);
}

}  // namespace cloudx::relay
