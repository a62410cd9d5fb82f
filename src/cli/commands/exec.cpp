#include "features/exec/exec.hpp"

#include <memory>
#include <utility>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/printable.hpp"
#include "base/shell_word.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/node_options.hpp"
#include "features/exec/many.hpp"
#include "features/exec/quoting.hpp"
#include "features/shell/shell.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Options stand before TARGET; all that follows it is the command, word by word. No shell reads it:
for pipes and variables give it to one, as in the second example. It runs without input, as the user
that the session document names (ssm-user, as a rule). A --document that has a command of its own
gets no COMMAND; any other has the parameters command and separateOutputStream, as AWS's has.
In a container of ECS there is only exec -t: its commands always have a terminal.

With --on the command runs on many instances at once, and there is no TARGET. SELECTOR is what
TARGET may be, tag:KEY=VALUE, a pattern of hosts or Names (cloudx-dev-*), or a tag with one
(role=web-*). Each line is written behind the name of its instance. Those that are found and do not
run are left out, unless --start is given.

Example:
  cloudx-proxy exec cloudx-dev-myserver -- df -h /
  cloudx-proxy exec team=core -- sh -c 'ps aux | wc -l'
  cloudx-proxy exec -t cloudx-dev-myserver -- top
  cloudx-proxy exec -t ecs:prod/0123456789abcdef0123456789abcdef/web -- ls -l /app
  cloudx-proxy exec --on tag:role=web --on 'cloudx-dev-*' -- uptime

Files:
  ~/.config/cloudx-proxy/config   defaults for --document and --reason, by profile and host

Exit status: 0 the command has ended with 0; else its own; 255 a signal has ended it, its status is
not known, or it could not be run; 2 wrong usage. With --on it is the largest of all.)";

constexpr unsigned kMostParallel = 1000;

class ExecCommand final : public Command {
 public:
  explicit ExecCommand(CLI::App& options) {
    add_node_options(options, request_.node);
    options.get_option("TARGET")->required(false);
    options
        .add_option("--on", many_.nodes.selectors,
                    "instances to run it on, in place of TARGET; may be given several times")
        ->type_name("SELECTOR")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    parallel_ = options.add_option("--parallel", many_.parallel, "sessions at once [10]")
                    ->type_name("NUMBER")
                    ->check(CLI::Range(1U, kMostParallel).description(""));
    options.add_flag("--start", many_.nodes.stopped_too, "start those that --on finds stopped");
    options.add_flag("--json", many_.json,
                     "with --on: events on stdout as JSON, one object a line: output, ended");
    // For the help; the words come by take_trailing().
    options.add_option("COMMAND", request_.command, "program to run, and its arguments")
        ->type_name("");
    options.add_flag("-t,--tty", has_terminal_,
                     "with a terminal and input; the exit status is not known then");
    add_document_options(options, request_.document);
    add_message_options(options, messages_);
    options.footer(kTargetFooter + std::string("\n") + kFooter);
  }

  void take_trailing(const TrailingWords& words) override {
    request_.command = words.words;
    is_marked_ = words.is_marked;
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
  [[nodiscard]] bool is_for_many() const { return !many_.nodes.selectors.empty(); }

  [[nodiscard]] Result<void> check_usage() const {
    if (is_for_many()) {
      if (has_terminal_) return fail(Errc::usage, "-t is for one instance, and so not for --on");
      if (is_marked_) {
        return fail(Errc::usage, fmt::format("with --on there is no TARGET; \"{}\" stands in front "
                                             "of the command",
                                             printable(request_.node.target)));
      }
      return {};
    }
    if (request_.node.target.empty()) return fail(Errc::usage, "TARGET is required");
    for (const auto& [given, name] :
         {std::pair{parallel_->count() > 0, "--parallel"},
          std::pair{many_.nodes.stopped_too, "--start"}, std::pair{many_.json, "--json"}}) {
      if (given) return fail(Errc::usage, fmt::format("{} is for --on", name));
    }
    return {};
  }

  // What stands where TARGET would is the command's first word.
  Result<int> run_on_many(const home::ProcessContext& context, Progress& progress) {
    many_.nodes.common = request_.node;
    many_.document = request_.document;
    many_.command = request_.command;
    if (!request_.node.target.empty()) {
      many_.command.insert(many_.command.begin(), request_.node.target);
    }
    return exec::run_on_many(many_, context, ask_mfa_code, progress);
  }

  Result<int> run_command(const home::ProcessContext& context, Progress& progress) {
    if (const auto good = check_usage(); !good) return std::unexpected(good.error());
    if (is_for_many()) return run_on_many(context, progress);
    if (!has_terminal_) return exec::run(request_, context, ask_mfa_code, progress);
    if (request_.document.name.empty() && request_.command.empty()) {
      return fail(Errc::usage, "no command was given");
    }
    shell::ShellRequest request{
        .node = request_.node, .document = request_.document, .command = {}, .recording = {}};
    if (!request_.command.empty()) {
      const auto command = terminal_command();
      if (!command) return std::unexpected(command.error());
      request.command = *command;
    }
    const auto ended = shell::run(request, context, ask_mfa_code, progress);
    if (!ended) return std::unexpected(ended.error());
    return kSuccess;
  }

  [[nodiscard]] Result<shell::TerminalCommand> terminal_command() const {
    auto words = exec::command_line(request_.command);
    if (!words) return std::unexpected(words.error());
    shell::TerminalCommand command{.shell_line = {}, .words = std::move(*words)};
    for (const std::string& word : request_.command) {
      command.shell_line += (command.shell_line.empty() ? "" : " ") + shell_word(word);
    }
    return command;
  }

  exec::ExecRequest request_;
  exec::ManyRequest many_;
  CLI::Option* parallel_ = nullptr;
  bool has_terminal_ = false;
  bool is_marked_ = false;
  MessageOptions messages_;
};

}  // namespace

std::unique_ptr<Command> make_exec(CLI::App& options) {
  return std::make_unique<ExecCommand>(options);
}

}  // namespace cloudx::cli
