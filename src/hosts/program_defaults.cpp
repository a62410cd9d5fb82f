#include "hosts/program_defaults.hpp"

#include <system_error>

namespace cloudx::hosts {

namespace fs = std::filesystem;

Directories find_directories(const fs::path& home) {
  std::error_code error;
  const fs::path ssh = home / ".ssh";
  return {ssh, fs::is_directory(ssh / "cloudX", error), fs::is_directory(ssh / "vscode", error)};
}

ProgramDefaults defaults_of(const ProxyCommand& command, const Directories& directories) {
  const bool predecessor = !command.launcher.empty();
  // The oldest releases knew one directory: cloudx-client, and those with --key-path.
  const bool oldest = command.is_client() || command.has_option("--key-path");
  const bool by_name = !predecessor && command.name() == "cloudX-proxy" && !directories.vscode;
  const bool cloud_x = !oldest && (directories.cloud_x || by_name);
  const char* const name = cloud_x ? "cloudX" : "vscode";
  return {name, directories.ssh / name};
}

void keep_defaults(ProxyCommand& command, const ProgramDefaults& before,
                   const ProgramDefaults& after) {
  const auto keep = [&](std::string_view option, const std::string& value) {
    if (!command.has_option(option)) command.set_option(option, value);
  };
  if (before.name != after.name) {
    keep("--profile", before.name);
    keep("--ssh-key", before.name);
  }
  if (before.directory == after.directory || command.option("--ssh-config")) return;
  keep("--ssh-dir", before.directory.generic_string());
}

void drop_defaults(ProxyCommand& command, const ProgramDefaults& defaults) {
  if (command.option("--ssh-key") == defaults.name) command.remove_option("--ssh-key");
  if (command.option("--ssh-dir") == defaults.directory.generic_string()) {
    command.remove_option("--ssh-dir");
  }
}

}  // namespace cloudx::hosts
