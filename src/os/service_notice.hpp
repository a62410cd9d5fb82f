#pragma once
// Words to the service manager (sd_notify(3), "Description": a datagram to NOTIFY_SOCKET).

#include <chrono>
#include <string>
#include <string_view>

namespace cloudx::os {

// How the service manager that has started this process is to be told.
struct ServiceManagerLink {
  std::string socket;  // of notify_service_manager(); empty: there is none
  std::chrono::microseconds watchdog{
      0};  // how long it waits for the next "WATCHDOG=1"; zero: for ever
};

// From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, which are taken out of the environment: no
// child is to speak for us.
[[nodiscard]] ServiceManagerLink take_service_manager();

// `socket` is the value of NOTIFY_SOCKET: a path, or "@" and an abstract name; "" does nothing.
// `text` is "READY=1", "STATUS=...". Nobody is told when it does not arrive: the manager then goes
// by its own time limits.
void notify_service_manager(const std::string& socket, std::string_view text);

}  // namespace cloudx::os
