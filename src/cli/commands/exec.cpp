#include "features/exec/exec.hpp"

#include <memory>
#include <utility>

#include <CLI/App.hpp>

#include "base/shell_word.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/node_options.hpp"
#include "features/shell/shell.hpp"

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
  cloudx-proxy exec -t cloudx-dev-myserver -- top

Exit status: 0 the command has ended with 0; else its own; 255 a signal has ended it, its status is
not known, or it could not be run; 2 wrong usage.)";

class ExecCommand final : public Command {
 public:
  explicit ExecCommand(CLI::App& options) {
    add_node_options(options, request_.node);
    // For the help; the words come by take_trailing().
    options.add_option("COMMAND", request_.command, "program to run, and its arguments")
        ->type_name("");
    options.add_flag("-t,--tty", has_terminal_,
                     "with a terminal and input; the exit status is not known then");
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
    const Result<int> status =
        traced ? run_command(context, progress) : std::unexpected(traced.error());
    progress.done();
    if (status) return *status;
    progress.report(status.error().message);
    return status.error().kind == Errc::usage ? kUsage : kConnectionFailure;
  }

 private:
  Result<int> run_command(const home::ProcessContext& context, Progress& progress) {
    if (!has_terminal_) return exec::run(request_, context, ask_mfa_code, progress);
    shell::ShellRequest request{
        .node = request_.node, .document = request_.document, .recording = {}};
    if (request.document.name.empty()) {
      request.document.name = "AWS-StartInteractiveCommand";
      if (request_.command.empty()) return fail(Errc::usage, "no command was given");
    }
    // A shell reads it there: each word is quoted for it.
    std::string line;
    for (const std::string& word : request_.command) {
      line += (line.empty() ? "" : " ") + shell_word(word);
    }
    if (!line.empty()) request.document.parameters.insert({"command", line});
    const auto ended = shell::run(request, context, ask_mfa_code, progress);
    if (!ended) return std::unexpected(ended.error());
    return kSuccess;
  }

  exec::ExecRequest request_;
  bool has_terminal_ = false;
  MessageOptions messages_;
};

}  // namespace

std::unique_ptr<Command> make_exec(CLI::App& options) {
  return std::make_unique<ExecCommand>(options);
}

}  // namespace cloudx::cli
