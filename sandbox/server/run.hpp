#pragma once

#include "sandbox/server/options.hpp"

namespace cloudx::sandbox {

// Starts the sandbox, runs it until its command or a signal ends it, and clears up. Returns the
// exit code: the command's, 0 after a signal, 1 when the sandbox could not start.
[[nodiscard]] int run(const Options& options);

}  // namespace cloudx::sandbox
