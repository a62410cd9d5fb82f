#pragma once
// The beginning and the end of a command.

#include "base/error.hpp"
#include "base/progress.hpp"
#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"

namespace cloudx::cli {

// Makes the progress of a command that has neither -v nor -q.
[[nodiscard]] TerminalProgress terminal_progress();

// The exit status; what went wrong is told on stderr.
template <class Value>
[[nodiscard]] int report_result(const Result<Value>& result, Progress& progress) {
  progress.done();
  if (result) return kSuccess;
  progress.report(result.error().message);
  return exit_code(result.error());
}

}  // namespace cloudx::cli
