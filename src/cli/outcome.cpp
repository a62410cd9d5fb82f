#include "cli/outcome.hpp"

#include <unistd.h>

namespace cloudx::cli {

TerminalProgress terminal_progress() {
  return {Verbosity::normal, ::isatty(STDERR_FILENO) == 1};
}

}  // namespace cloudx::cli
