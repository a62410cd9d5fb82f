#pragma once

#include <optional>
#include <string>

#include "features/relay/forward/forward_request.hpp"

namespace cloudx::relay {

enum class ServiceKind : std::uint8_t { systemd, launchd, task };

// `relay install` as given on the command line.
struct InstallRequest {
  ForwardRequest forward;
  bool user = false;  // for the user's own service manager, not the system's
  ServiceKind kind = ServiceKind::systemd;
  std::optional<std::string> run_as;     // a user in place of one that systemd makes up
  std::optional<std::string> directory;  // where the file goes, instead of the usual place
  bool dry_run = false;
};

}  // namespace cloudx::relay
