#include "features/hosts/own_config.hpp"

#include <fmt/format.h>

#include "base/file.hpp"

namespace cloudx::hosts {

namespace fs = std::filesystem;

fs::path own_config(const home::LocationRequest& request, const home::Surroundings& surroundings) {
  fs::path found = find_locations(request, surroundings).ssh_config;
  std::error_code error;
  if (request.ssh_config || request.ssh_dir || fs::exists(found, error)) return found;
  for (const char* name : {"vscode", "cloudX"}) {
    const fs::path other = fs::path(surroundings.home) / ".ssh" / name / "config";
    if (fs::exists(other, error)) return other;
  }
  return found;
}

Result<std::string> read_own_config(const fs::path& file) {
  Result<std::string> text = read_file(file);
  if (!text && text.error().kind == Errc::not_found) {
    return fail(
        Errc::not_found,
        fmt::format("there is no {}: cloudx-proxy setup makes it, --ssh-config names another",
                    file.string()));
  }
  return text;
}

}  // namespace cloudx::hosts
