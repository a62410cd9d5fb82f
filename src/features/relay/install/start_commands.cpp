#include "features/relay/install/start_commands.hpp"

#include <fmt/format.h>

#include "base/shell_word.hpp"
#include "features/relay/install/task_file.hpp"

namespace cloudx::relay {

namespace {

// launchctl(1). A service that is told to leave may take its time, and cannot be made anew before
// that. The log of one with another user has to be that user's already: launchd starts nothing
// whose output it cannot open as that user.
std::string launchd_commands(const InstallRequest& request, const ServiceFile& service,
                             const std::string& file, bool anew) {
  const char* const domain = request.user ? "gui/$(id -u)" : "system";
  std::string lines;
  if (service.run_as) {
    const std::string log = shell_word(service.log_file);
    lines += fmt::format("  touch {0} && chown {1} {0}\n", log, shell_word(*service.run_as));
  }
  if (anew) {
    lines += fmt::format(
        "  launchctl bootout {0}/{1}\n"
        "  while launchctl print {0}/{1} > /dev/null 2>&1; do sleep 1; done\n",
        domain, kLaunchdLabel);
  }
  return lines + fmt::format("  launchctl bootstrap {} {}\n", domain, shell_word(file));
}

std::string systemd_commands(const InstallRequest& request, bool anew) {
  const char* const manager = request.user ? "systemctl --user" : "systemctl";
  return fmt::format("  {0} daemon-reload\n  {0} enable --now {1}\n", manager, kUnitName) +
         (anew ? fmt::format("  {} restart {}\n", manager, kUnitName) : "") +
         (request.user ? "  loginctl enable-linger    # also while you are not logged in\n" : "");
}

// schtasks.exe, from a prompt of an administrator: others may not have a task run without a login.
std::string task_commands(const std::string& file, bool anew) {
  return (anew ? fmt::format("  schtasks /End /TN {}\n", kTaskName) : std::string()) +
         fmt::format("  schtasks /Create /F /TN {0} /XML \"{1}\"\n  schtasks /Run /TN {0}\n",
                     kTaskName, file);
}

// A task has the system's variables alone.
std::string variable_commands(const ServiceFile& service) {
  std::string lines;
  for (const Variable& variable : service.variables) {
    lines += fmt::format("  setx /M {} \"{}\"\n", variable.name, variable.value);
  }
  return lines;
}

}  // namespace

std::string start_commands(const InstallRequest& request, const ServiceFile& service,
                           const std::filesystem::path& file, bool anew) {
  switch (request.kind) {
    case ServiceKind::systemd:
      return systemd_commands(request, anew);
    case ServiceKind::launchd:
      return launchd_commands(request, service, file.string(), anew);
    case ServiceKind::task:
      break;
  }
  return variable_commands(service) + task_commands(file.string(), anew);
}

}  // namespace cloudx::relay
