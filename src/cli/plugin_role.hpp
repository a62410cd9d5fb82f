#pragma once
// The program under the name of session-manager-plugin, as a link for example: it takes that
// program's arguments and none of its own.

#include <optional>

#include "home/process_context.hpp"

namespace cloudx::cli {

[[nodiscard]] bool is_plugin(const char* called);
// Returns the exit status. The first argument may hold a token: others that look at this process's
// command line do not find it there afterwards.
[[nodiscard]] int run_plugin(int argc, char** argv, const home::ProcessContext& context);

}  // namespace cloudx::cli
