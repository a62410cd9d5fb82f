#pragma once
// Words to the service manager (sd_notify(3), "Description": a datagram to NOTIFY_SOCKET).

#include <string>
#include <string_view>

namespace cloudx::os {

// `socket` is the value of NOTIFY_SOCKET: a path, or "@" and an abstract name; "" does nothing.
// `text` is "READY=1", "STATUS=...". Nobody is told when it does not arrive: the manager then goes
// by its own time limits.
void notify_service_manager(const std::string& socket, std::string_view text);

}  // namespace cloudx::os
