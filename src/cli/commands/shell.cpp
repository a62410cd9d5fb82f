#include "features/shell/shell.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/node_options.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Keys at the begin of a line: ~. ends the session, ~? shows all of them. After a kill -9 of this
program `reset` puts the terminal right.

Example:
  cloudx-proxy shell cloudx-dev-myserver
  cloudx-proxy shell i-0123456789abcdef0 --record session.cast

Files:
  ~/.config/cloudx-proxy/config   defaults for --document and --reason, by profile and host

Exit status: 0 the session has ended; 255 no session, or it was lost; 2 wrong usage. That of the
shell itself is not told by its agent.)";

class ShellCommand final : public Command {
 public:
  explicit ShellCommand(CLI::App& options) {
    add_node_options(options, request_.node);
    add_document_options(options, request_.document);
    options
        .add_option_function<std::string>(
            "--record", [this](const std::string& file) { request_.recording = file; },
            "write what the terminal shows to a new file (asciicast v2)")
        ->type_name("FILE");
    add_message_options(options, messages_);
    options.footer(kTargetFooter + std::string("\n") + kFooter);
  }

  int run(const home::ProcessContext& context) override {
    TerminalProgress progress = session_progress(messages_);
    auto ended = begin_session_trace(messages_, context);
    if (ended) ended = shell::run(request_, context, ask_mfa_code, progress);
    progress.done();
    if (ended) return kSuccess;
    progress.report(ended.error().message);
    return ended.error().kind == Errc::usage ? kUsage : kConnectionFailure;
  }

 private:
  shell::ShellRequest request_;
  MessageOptions messages_;
};

}  // namespace

std::unique_ptr<Command> make_shell(CLI::App& options) {
  return std::make_unique<ShellCommand>(options);
}

}  // namespace cloudx::cli
