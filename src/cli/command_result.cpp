#include "cli/command_result.hpp"

namespace cloudx::cli {

TerminalProgress terminal_progress() {
  return {Verbosity::normal, MessageOutput::standard_error()};
}

}  // namespace cloudx::cli
