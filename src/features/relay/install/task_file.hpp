#pragma once
// The task of Windows' Task Scheduler that runs `relay forward` ([MS-TSCH], section 2.5).

#include <string>

#include "features/relay/install/service_file.hpp"

namespace cloudx::relay {

inline constexpr const char* kTaskName = "cloudx-relay-forward";

// For schtasks /Create /XML, in ASCII alone: whatever code page it reads the file by, it is the
// same text. `service.run_as` is who it runs as, logged in or not, without a password that would
// have to be kept (S4U). With `user` from each login of that account on, else from each start of
// Windows. It has the system's variables, none of `service.variables`.
[[nodiscard]] std::string task_xml(const ServiceFile& service, bool user);

}  // namespace cloudx::relay
