#include "home/state_directory.hpp"

namespace cloudx::home {

std::filesystem::path state_directory(const Surroundings& surroundings) {
  const std::filesystem::path named = surroundings.environment.get("XDG_STATE_HOME").value_or("");
  // The specification: a relative path there is to be ignored.
  if (named.is_absolute()) return named / "cloudx-proxy";
  return std::filesystem::path(surroundings.home) / ".local/state/cloudx-proxy";
}

}  // namespace cloudx::home
