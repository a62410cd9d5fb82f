#include "features/connect/locations.hpp"

#include "base/file.hpp"

namespace cloudx::connect {

namespace fs = std::filesystem;

Locations find_locations(const ConnectRequest& request, std::string_view program,
                         std::string_view home) {
  const fs::path ssh = fs::path(home) / ".ssh";
  std::error_code error;
  const bool cloud_x = program == "cloudX-proxy" || fs::is_directory(ssh / "cloudX", error);
  const std::string name = cloud_x ? "cloudX" : "vscode";

  Locations found;
  found.default_profile = name;
  found.key_name = request.ssh_key.value_or(name);
  found.directory = ssh / name;
  if (request.ssh_dir) {
    found.directory = expand_tilde(*request.ssh_dir, home);
  } else if (request.ssh_config) {
    found.directory = expand_tilde(*request.ssh_config, home).parent_path();
    if (found.directory.empty()) found.directory = ".";
  }
  found.public_key = found.directory / (found.key_name + ".pub");
  return found;
}

}  // namespace cloudx::connect
