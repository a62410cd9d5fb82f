#include "features/relay/forward/service_manager.hpp"

#include <utility>

#include "base/printable.hpp"
#include "base/trace.hpp"
#include "os/service_notice.hpp"

namespace cloudx::relay {

ServiceManager ServiceManager::of_process() {
  os::ServiceManagerLink link = os::take_service_manager();
  // Half of the limit, as sd_watchdog_enabled(3) recommends.
  return {std::move(link.socket), link.watchdog / 2};
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
