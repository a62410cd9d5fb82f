#pragma once
// `relay serve`: the web service, from its configuration to its end.

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "home/process_context.hpp"

namespace cloudx::relay {

struct ServeRequest {
  std::filesystem::path config;
  bool check_only = false;  // read all but the store, say what is wrong, and end
  std::string version;      // of this program, for the status page
};

// Returns when a signal ends it. SIGHUP makes it read the configuration, the keys and the
// certificate anew. What happens is told on stderr, a line each.
[[nodiscard]] Result<void> run_serve(const ServeRequest& request,
                                     const home::ProcessContext& context);

}  // namespace cloudx::relay
