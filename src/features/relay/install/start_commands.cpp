#include "features/relay/install/start_commands.hpp"

#include <fmt/format.h>

#include "features/relay/install/service_file.hpp"

namespace cloudx::relay {

std::string start_commands(const InstallRequest& request, const std::filesystem::path& file,
                           bool anew) {
  if (request.kind == ServiceKind::launchd) {
    const char* const domain = request.user ? "gui/$(id -u)" : "system";
    return (anew ? fmt::format("  launchctl bootout {}/{}\n", domain, kLaunchdLabel) : "") +
           fmt::format("  launchctl bootstrap {} {}\n", domain, file.string());
  }
  const char* const manager = request.user ? "systemctl --user" : "systemctl";
  return fmt::format("  {0} daemon-reload\n  {0} enable --now {1}\n", manager, kUnitName) +
         (anew ? fmt::format("  {} restart {}\n", manager, kUnitName) : "") +
         (request.user ? "  loginctl enable-linger    # also while you are not logged in\n" : "");
}

}  // namespace cloudx::relay
