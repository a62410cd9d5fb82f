#pragma once
// `cloudx-proxy plugin install`: the AWS CLI finds this program where it looks for
// session-manager-plugin.

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "home/process_context.hpp"

namespace cloudx::plugin {

struct InstallRequest {
  std::optional<std::filesystem::path> folder;  // ours: where this program is
  bool replace = false;                         // another program that is there
};

struct Installed {
  std::filesystem::path link;
  bool changed = false;         // it was not there before
  std::filesystem::path found;  // that PATH leads to now; empty: none
  [[nodiscard]] bool is_found() const { return found == link; }
};

// A second time changes nothing. Errors: usage where another program is there and is not to be
// replaced, io.
[[nodiscard]] Result<Installed> install(const InstallRequest& request,
                                        const home::ProcessContext& context);

}  // namespace cloudx::plugin
