#pragma once
// Where traces go: stderr, or the file that CLOUDX_TRACE_FILE names. docs/debugging.md.

#include "aws/core/environment.hpp"
#include "base/error.hpp"
#include "base/trace.hpp"

namespace cloudx::cli {

// Switches on what CLOUDX_TRACE names ("session,http", "all"), for the rest of the process.
[[nodiscard]] Result<void> begin_trace(const aws::Environment& environment);

// Switches all topics on, for -vv. CLOUDX_TRACE comes first where it is set.
[[nodiscard]] Result<void> begin_whole_trace(const aws::Environment& environment);

}  // namespace cloudx::cli
