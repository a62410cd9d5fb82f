#include "cli/outcome.hpp"

#include <unistd.h>

namespace cloudx::cli {

TerminalProgress terminal_progress() {
  return {Verbosity::normal, terminal_kind(STDERR_FILENO)};
}

}  // namespace cloudx::cli
