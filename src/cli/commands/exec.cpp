#include "features/exec/exec.hpp"

#include <memory>
#include <utility>

#include <CLI/App.hpp>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/node_options.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Options stand before TARGET; all that follows it is the command, word by word. No shell reads it:
for pipes and variables give it to one, as in the second example. It runs without input, as the user
that the session document names (ssm-user, as a rule). A --document that has a command of its own
gets no COMMAND; any other has the parameters command and separateOutputStream, as AWS's has.

Example:
  cloudx-proxy exec cloudx-dev-myserver -- df -h /
  cloudx-proxy exec team=core -- sh -c 'ps aux | wc -l'

Exit status: 0 the command has ended with 0; else its own; 255 a signal has ended it, its status is
not known, or it could not be run; 2 wrong usage.)";

class ExecCommand final : public Command {
 public:
  explicit ExecCommand(CLI::App& options) {
    add_node_options(options, request_.node);
    // For the help; the words come by take_trailing().
    options.add_option("COMMAND", request_.command, "program to run, and its arguments")
        ->type_name("");
    add_document_options(options, request_.document);
    add_message_options(options, messages_);
    options.footer(kTargetFooter + std::string("\n") + kFooter);
  }

  void take_trailing(std::vector<std::string> words) override {
    request_.command = std::move(words);
  }

  int run(const home::ProcessContext& context) override {
    TerminalProgress progress = session_progress(messages_);
    const auto traced = begin_session_trace(messages_, context);
    const Result<int> status = traced ? exec::run(request_, context, ask_mfa_code, progress)
                                      : std::unexpected(traced.error());
    progress.done();
    if (status) return *status;
    progress.report(status.error().message);
    return status.error().kind == Errc::usage ? kUsage : kConnectionFailure;
  }

 private:
  exec::ExecRequest request_;
  MessageOptions messages_;
};

}  // namespace

std::unique_ptr<Command> make_exec(CLI::App& options) {
  return std::make_unique<ExecCommand>(options);
}

}  // namespace cloudx::cli
