#include "features/forward/forward.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/node_options.hpp"
#include "os/background.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
-L and -D are those of ssh. Without HOST, or with a loopback one, RPORT is a port of the instance;
any other HOST is reached from there, and its name is resolved there. BIND is a loopback address
where it is left out; PORT 0 takes a free one. -L PATH:... listens on a socket with a path instead.
A TARGET that is the NAME of a section [forward NAME] in the configuration stands for its target,
and for its forwards unless -L or -D is given.

list and stop directly behind forward are its commands, for what runs in the background; a target of
that name is reached by forward -- list.

Example:
  cloudx-proxy forward cloudx-dev-myserver -L 8080:80
  cloudx-proxy forward cloudx-dev-myserver -L 5432:db.internal:5432 -D 1080
  cloudx-proxy forward db
  cloudx-proxy forward --background --wait-ready cloudx-dev-myserver -L 5432:5432

Files:
  ~/.config/cloudx-proxy/config   defaults for --document and --reason, by profile and host,
                                  and named sets

Exit status: 0 ended by a signal (Ctrl-C), or it goes on in the background; 255 no session; 2 wrong
usage, or a port is taken.)";

class ForwardCommand final : public Command {
 public:
  explicit ForwardCommand(CLI::App& options) {
    add_node_options(options, request_.node);
    options
        .add_option("-L", request_.local, "local end and destination; may be given several times")
        ->type_name("[BIND:]LPORT:[HOST:]RPORT")
        ->expected(1)
        ->take_all();
    options
        .add_option("-D", request_.dynamic,
                    "local port for SOCKS 4a and 5 clients; may be given several times")
        ->type_name("[BIND:]PORT")
        ->expected(1)
        ->take_all();
    options.add_flag("--json", request_.json,
                     "tell events on stdout as JSON, one object a line: listening, ready, opened, "
                     "closed");
    options.add_flag(
        "--wait-ready", request_.wait_ready,
        "take connections only once each destination of -L takes one, within --timeout");
    options.add_flag("--background", background_,
                     "go on in the background once connections are taken; see forward list");
    add_document_options(options, request_.document);
    add_message_options(options, messages_);
    options.footer(kTargetFooter + std::string("\n") + kFooter);
  }

  int run(const home::ProcessContext& context) override {
    if (!background_) return forward(context);
    const auto status = os::run_in_background([&](os::Detachment& detachment) {
      request_.background = &detachment;
      request_.log_details = messages_.verbose > 0;
      return forward(context);
    });
    if (status) return *status;
    session_progress(messages_).report(status.error().message);
    return status_of(status.error());
  }

 private:
  int forward(const home::ProcessContext& context) {
    TerminalProgress progress = session_progress(messages_);
    auto ended = begin_session_trace(messages_, context);
    if (ended) ended = forward::run(request_, context, ask_mfa_code, progress);
    progress.done();
    if (ended) return kSuccess;
    progress.report(ended.error().message);
    return status_of(ended.error());
  }

  static int status_of(const Error& error) {
    return error.kind == Errc::usage ? kUsage : kConnectionFailure;
  }

  forward::ForwardRequest request_;
  bool background_ = false;
  MessageOptions messages_;
};

}  // namespace

std::unique_ptr<Command> make_forward(CLI::App& options) {
  return std::make_unique<ForwardCommand>(options);
}

}  // namespace cloudx::cli
