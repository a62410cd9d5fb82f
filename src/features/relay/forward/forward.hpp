#pragma once
// `relay forward`: the daemon on the machine to be reached.

#include "base/error.hpp"
#include "base/progress.hpp"
#include "features/relay/forward/forward_request.hpp"
#include "home/process_context.hpp"

namespace cloudx::relay {

// Until SIGTERM or SIGINT. Errors are those of its start: wrong options, keys that cannot be read.
[[nodiscard]] Result<void> run_forward(const ForwardRequest& request,
                                       const home::ProcessContext& context, Progress& log);

}  // namespace cloudx::relay
