#include "features/exec/exec.hpp"

#include <memory>
#include <utility>

#include "async/main_loop.hpp"
#include "features/exec/command_document.hpp"
#include "features/exec/command_pipe.hpp"
#include "features/exec/exit_status.hpp"
#include "os/streams/standard_pipe.hpp"
#include "session/conversation.hpp"
#include "session/session_notices.hpp"

namespace cloudx::exec {

namespace asio = boost::asio;

namespace {

class Notices final : public session::SessionNotices {
 public:
  Notices(const session::SessionPlan& plan, Progress& progress)
      : SessionNotices(plan, progress), progress_(progress) {}

  void opened(const ssm::Opened& session) override {
    progress_.done();
    SessionNotices::opened(session);
    open_ = true;
  }
  [[nodiscard]] bool is_open() const { return open_; }

 private:
  Progress& progress_;
  bool open_ = false;
};

// Outlives the coroutine, which a second signal abandons.
struct Run {
  Run(asio::any_io_executor executor, session::NodeChoice& choice, Progress& progress,
      std::unique_ptr<os::LocalPipe> output, std::unique_ptr<os::LocalPipe> error_output)
      : pipe(executor, std::move(output)),
        errors(std::move(error_output)),
        notices(choice.plan, progress),
        conversation(std::move(executor), choice, progress, pipe, notices) {}

  CommandPipe pipe;
  std::unique_ptr<os::LocalPipe> errors;
  Notices notices;
  session::Conversation conversation;
  Result<ssm::SessionOutcome> outcome = fail(Errc::interrupted, "interrupted");
};

asio::awaitable<Result<void>> converse(asio::any_io_executor executor, std::stop_token stop,
                                       session::NodeChoice& choice, Progress& progress,
                                       std::unique_ptr<Run>& run) {
  auto output = os::make_output_pipe(executor, os::StandardStream::output);
  if (!output) co_return std::unexpected(output.error());
  auto errors = os::make_output_pipe(executor, os::StandardStream::error);
  if (!errors) co_return std::unexpected(errors.error());
  run = std::make_unique<Run>(executor, choice, progress, std::move(*output), std::move(*errors));
  session::SessionRunOptions options;
  options.channel.kinds = {ssm::SessionKind::command};
  options.channel.quiet_limit.reset();
  options.errors = run->errors.get();
  run->outcome = co_await run->conversation.run(std::move(options), std::move(stop));
  if (!run->outcome) co_return std::unexpected(run->outcome.error());
  co_return Result<void>{};
}

}  // namespace

Result<int> run(const ExecRequest& request, const home::ProcessContext& context,
                aws::AskMfaCode ask_mfa_code, Progress& progress) {
  auto choice = session::choose_node(request.node, context, std::move(ask_mfa_code));
  if (!choice) return std::unexpected(choice.error());
  if (choice->plan.container) {
    return fail(Errc::usage,
                "a command in a container of ECS always has a terminal, and its exit status is not "
                "known: use exec -t");
  }
  const auto configured = session::configure(*choice, request.node, request.document,
                                             config::Key::exec_document, context);
  if (!configured) return std::unexpected(configured.error());
  auto document = command_document(choice->plan.document, request.command);
  if (!document) return std::unexpected(document.error());
  choice->plan.document = std::move(*document);
  std::unique_ptr<Run> run;
  // What the user interrupts is the command, once it runs. A second time it is the session: a
  // command that ignores the signal leaves its agent deaf.
  const auto on_interrupt = [&run, passed_on = false]() mutable {
    if (!run || !run->notices.is_open() || passed_on) return false;
    run->pipe.interrupt();
    passed_on = true;
    return true;
  };
  const auto ended = async::run_to_end(
      [&](asio::any_io_executor executor, std::stop_token stop) {
        return converse(std::move(executor), std::move(stop), *choice, progress, run);
      },
      on_interrupt);
  if (!ended) return std::unexpected(ended.error());
  const ExitStatus status = exit_status_of(*run->outcome);
  if (!status.why.empty()) progress.warn(status.why);
  return status.code;
}

}  // namespace cloudx::exec
