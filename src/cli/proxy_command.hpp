#pragma once
// What the commands that ssh runs as its ProxyCommand have in common: how much they say, where, and
// how they end.

#include <functional>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "cli/terminal.hpp"
#include "home/process_context.hpp"

namespace CLI {
class App;
}

namespace cloudx::cli {

struct MessageOptions {
  bool quiet = false;
  int verbose = 0;  // how often -v is given
};

[[nodiscard]] Verbosity verbosity_of(const MessageOptions& options);

// --quiet, --verbose
void add_message_options(CLI::App& app, MessageOptions& into);

// Returns the exit status.
[[nodiscard]] int run_proxy_command(const MessageOptions& options,
                                    const home::ProcessContext& context,
                                    const std::function<Result<void>(Progress&)>& connect);

}  // namespace cloudx::cli
