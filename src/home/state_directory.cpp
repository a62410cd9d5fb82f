#include "home/state_directory.hpp"

namespace cloudx::home {

std::filesystem::path state_directory(const ProcessContext& context) {
  const std::filesystem::path named = context.environment.get("XDG_STATE_HOME").value_or("");
  // The specification: a relative path there is to be ignored.
  if (named.is_absolute()) return named / "cloudx-proxy";
  return std::filesystem::path(context.home) / ".local/state/cloudx-proxy";
}

}  // namespace cloudx::home
