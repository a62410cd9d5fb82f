#include "home/locations.hpp"

#include "os/file.hpp"

namespace cloudx::home {

namespace fs = std::filesystem;

Locations find_locations(const LocationRequest& request, const ProcessContext& context) {
  const fs::path ssh = fs::path(context.home) / ".ssh";
  std::error_code error;
  // A set-up that is there goes on, whatever the program is called.
  const bool cloud_x =
      fs::is_directory(ssh / "cloudX", error) ||
      (context.program == "cloudX-proxy" && !fs::is_directory(ssh / "vscode", error));
  const std::string name = cloud_x ? "cloudX" : "vscode";

  Locations found;
  found.default_profile = name;
  found.key_name = request.ssh_key.value_or(name);
  found.directory = ssh / name;
  if (request.ssh_dir) {
    found.directory = os::expand_tilde(*request.ssh_dir, context.home);
  } else if (request.ssh_config) {
    found.directory = os::expand_tilde(*request.ssh_config, context.home).parent_path();
    if (found.directory.empty()) found.directory = ".";
  }
  found.ssh_config = request.ssh_config && !request.ssh_dir
                         ? os::expand_tilde(*request.ssh_config, context.home)
                         : found.directory / "config";
  found.public_key = found.directory / (found.key_name + ".pub");
  return found;
}

fs::path own_config(const LocationRequest& request, const ProcessContext& context) {
  fs::path found = find_locations(request, context).ssh_config;
  std::error_code error;
  if (request.ssh_config || request.ssh_dir || fs::exists(found, error)) return found;
  for (const char* name : {"vscode", "cloudX"}) {
    const fs::path other = fs::path(context.home) / ".ssh" / name / "config";
    if (fs::exists(other, error)) return other;
  }
  return found;
}

}  // namespace cloudx::home
