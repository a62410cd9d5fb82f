#include "cli/proxy_command.hpp"

#include <CLI/App.hpp>

#include "cli/exit_code.hpp"
#include "cli/trace_output.hpp"

namespace cloudx::cli {

Verbosity verbosity_of(const MessageOptions& options) {
  if (options.quiet) return Verbosity::quiet;
  return options.verbose > 0 ? Verbosity::verbose : Verbosity::normal;
}

void add_message_options(CLI::App& app, MessageOptions& into) {
  app.add_flag("--quiet,-q", into.quiet, "no progress, only errors");
  app.add_flag("--verbose,-v", into.verbose,
               "every step with its time; -vv: a trace of messages, timers and requests too");
}

int run_proxy_command(const MessageOptions& options, const home::ProcessContext& context,
                      const std::function<Result<void>(Progress&)>& connect) {
  TerminalProgress progress(verbosity_of(options), MessageOutput::of_proxy_command());
  Result<void> ended;
  if (options.verbose > 1) ended = begin_whole_trace(context.environment);
  if (ended) ended = connect(progress);
  progress.done();
  if (ended) return kSuccess;
  progress.report(ended.error().message);
  return ended.error().kind == Errc::usage ? kUsage : kConnectionFailure;
}

}  // namespace cloudx::cli
