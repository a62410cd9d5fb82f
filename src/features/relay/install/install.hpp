#pragma once
// `relay install`: makes a service of `relay forward`.

#include <string>

#include "base/error.hpp"
#include "features/relay/install/install_request.hpp"
#include "home/process_context.hpp"

namespace cloudx::relay {

// Writes the file unless it is there as it must be, or with dry_run shows what would change, as a
// diff. Returns what the user is told: where it is and which commands start it. The key, the
// identity and the options are checked first, as `relay forward` would.
[[nodiscard]] Result<std::string> install(const InstallRequest& request,
                                          const home::ProcessContext& context);

}  // namespace cloudx::relay
