#include "features/shell/shell.hpp"

#include <memory>
#include <utility>

#include "async/main_loop.hpp"
#include "features/shell/recording.hpp"
#include "os/standard_stream.hpp"
#include "os/streams/standard_pipe.hpp"
#include "os/streams/terminal_size_watch.hpp"
#include "session/conversation.hpp"
#include "session/session_notices.hpp"
#include "terminal/terminal_mode.hpp"
#include "terminal/terminal_pipe.hpp"

namespace cloudx::shell {

namespace asio = boost::asio;

namespace {

// What the documentation of ECS Exec runs as well; there is no other way to know a shell there.
constexpr const char* kContainerShell = "/bin/sh";
// A recording has to have a size.
constexpr os::TerminalSize kUsualSize{.rows = 24, .columns = 80};

bool is_typed() {
  return os::terminal_kind(os::StandardStream::input) != os::TerminalKind::none;
}

class Notices final : public session::SessionNotices {
 public:
  Notices(const session::SessionPlan& plan, terminal::TerminalMode& terminal)
      : SessionNotices(plan, terminal), terminal_(terminal) {}

  void opened(const ssm::Opened& session) override {
    terminal_.done();
    SessionNotices::opened(session);
    terminal_.begin();
  }

 private:
  terminal::TerminalMode& terminal_;
};

// Outlives the coroutine, which a second signal abandons: the terminal is as it was.
struct Run {
  Run(const asio::any_io_executor& executor, session::NodeChoice& choice,
      terminal::TerminalMode& terminal, std::unique_ptr<os::LocalPipe> streams,
      std::unique_ptr<Recording> taken)
      : recording(std::move(taken)),
        pipe(
            executor, std::move(streams),
            is_typed() ? std::optional(terminal::EscapeFilter()) : std::nullopt,
            [this](terminal::Escape escape) { on_escape(escape); },
            [this](ByteView shown) {
              if (recording) recording->output(shown);
            }),
        notices(choice.plan, terminal),
        conversation(executor, choice, terminal, pipe, notices),
        size(executor, [this](os::TerminalSize now) { resized(now); }) {}

  void on_escape(terminal::Escape escape) {
    if (escape == terminal::Escape::terminate) {
      leave.request_stop();
      return;
    }
    os::write_with_patience(
        os::StandardStream::output,
        escape == terminal::Escape::help ? terminal::escape_help() : terminal::escapes_disabled(),
        std::chrono::seconds(1));
  }

  void resized(os::TerminalSize now) {
    const auto columns = static_cast<std::uint32_t>(now.columns);
    const auto rows = static_cast<std::uint32_t>(now.rows);
    if (recording && told) recording->resized(columns, rows);
    told = true;
    conversation.resized({.columns = columns, .rows = rows});
  }

  std::unique_ptr<Recording> recording;
  terminal::TerminalPipe pipe;
  Notices notices;
  session::Conversation conversation;
  bool told = false;       // the first size is in the recording's header
  std::stop_source leave;  // by an escape, or from outside
  os::TerminalSizeWatch size;
};

Result<std::unique_ptr<Recording>> begin_recording(const ShellRequest& request) {
  if (!request.recording) return std::unique_ptr<Recording>();
  os::TerminalSize size = os::terminal_size(os::StandardStream::output);
  if (size.columns == 0 || size.rows == 0) size = kUsualSize;
  CastHeader header{.columns = static_cast<std::uint32_t>(size.columns),
                    .rows = static_cast<std::uint32_t>(size.rows)};
  header.timestamp = std::chrono::duration_cast<std::chrono::seconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
  header.title = request.node.target;
  return Recording::make(*request.recording, header);
}

asio::awaitable<Result<void>> converse(asio::any_io_executor executor, std::stop_token stop,
                                       const ShellRequest& request, session::NodeChoice& choice,
                                       terminal::TerminalMode& terminal,
                                       std::unique_ptr<Run>& run) {
  auto recording = begin_recording(request);
  if (!recording) co_return std::unexpected(recording.error());
  auto streams = os::make_standard_pipe(executor);
  if (!streams) co_return std::unexpected(streams.error());
  run =
      std::make_unique<Run>(executor, choice, terminal, std::move(*streams), std::move(*recording));
  const std::stop_callback forward(stop, [&run] { run->leave.request_stop(); });
  session::SessionRunOptions options;
  options.channel.kinds = {ssm::SessionKind::terminal};
  options.channel.quiet_limit.reset();  // the end of what is piped in is no end of the shell
  const auto outcome = co_await run->conversation.run(std::move(options), run->leave.get_token());
  if (outcome) co_return Result<void>{};
  const bool left = outcome.error().kind == Errc::interrupted && !stop.stop_requested();
  if (left) co_return Result<void>{};
  co_return std::unexpected(outcome.error());
}

// What is to run there.
Result<void> complete(session::SessionPlan& plan, const ShellRequest& request) {
  const session::SessionDocument& named = request.document;
  if (plan.container) {
    if (!named.name.empty() || !named.parameters.empty() || !named.reason.empty()) {
      return fail(Errc::usage,
                  "a terminal in a container of ECS has no session document: --document, "
                  "--parameter and --reason are for instances");
    }
    plan.document = {};
    plan.container->command = request.command ? request.command->words : kContainerShell;
    return {};
  }
  if (!request.command) return {};
  plan.document.parameters.insert({"command", request.command->shell_line});
  return {};
}

}  // namespace

Result<void> run(const ShellRequest& request, const home::ProcessContext& context,
                 aws::AskMfaCode ask_mfa_code, Progress& progress) {
  auto choice = session::choose_node(request.node, context, std::move(ask_mfa_code));
  if (!choice) return std::unexpected(choice.error());
  session::SessionDocument given = request.document;
  if (request.command && given.name.empty()) given.name = "AWS-StartInteractiveCommand";
  const auto configured = session::configure(*choice, request.node, std::move(given),
                                             config::Key::shell_document, context);
  if (!configured) return std::unexpected(configured.error());
  const auto completed = complete(choice->plan, request);
  if (!completed) return std::unexpected(completed.error());
  terminal::TerminalMode mode(progress);
  std::unique_ptr<Run> run;
  return async::run_to_end([&](asio::any_io_executor executor, std::stop_token stop) {
    return converse(std::move(executor), std::move(stop), request, *choice, mode, run);
  });
}

}  // namespace cloudx::shell
