#include "features/exec/many.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "async/task_group.hpp"
#include "config/load.hpp"
#include "features/exec/command_document.hpp"
#include "features/exec/command_pipe.hpp"
#include "features/exec/exit_status.hpp"
#include "features/exec/line_output.hpp"
#include "features/exec/many_events.hpp"
#include "os/streams/standard_pipe.hpp"
#include "session/configure.hpp"
#include "session/conversation.hpp"
#include "session/session_notices.hpp"

namespace cloudx::exec {

namespace asio = boost::asio;

namespace {

constexpr int kFailed = 255;

// What is told of one node, under its name.
class NodeProgress final : public Progress {
 public:
  NodeProgress(Progress& progress, std::string name)
      : progress_(progress), name_(std::move(name)) {}

  void status(std::string_view /*text*/, bool /*wait*/) override {}
  void detail(std::string_view text) override { progress_.detail(named(text)); }
  void warn(std::string_view text) override { progress_.warn(named(text)); }
  void report(std::string_view text) override { progress_.report(named(text)); }
  void done() override {}

 private:
  [[nodiscard]] std::string named(std::string_view text) const {
    return fmt::format("{}: {}", name_, text);
  }

  Progress& progress_;
  std::string name_;
};

class Notices final : public session::SessionNotices {
 public:
  using SessionNotices::SessionNotices;

  void opened(const ssm::Opened& session) override {
    SessionNotices::opened(session);
    open_ = true;
  }
  [[nodiscard]] bool is_open() const { return open_; }

 private:
  bool open_ = false;
};

struct Outputs {
  Outputs(const asio::any_io_executor& executor, std::unique_ptr<os::LocalPipe> out,
          std::unique_ptr<os::LocalPipe> errors)
      : output(executor, std::move(out)), error_output(executor, std::move(errors)) {}

  SharedOutput output;
  SharedOutput error_output;
};

// The command on one node.
struct NodeRun {
  NodeRun(const asio::any_io_executor& executor, session::NamedNode& node, Progress& all,
          std::unique_ptr<LinePipe> out, std::unique_ptr<LinePipe> error_lines)
      : lines(*out),
        errors(std::move(error_lines)),
        progress(all, node.name),
        pipe(executor, std::move(out)),
        notices(node.choice.plan, progress),
        conversation(executor, node.choice, progress, pipe, notices) {}

  LinePipe& lines;  // in `pipe`
  std::unique_ptr<LinePipe> errors;
  NodeProgress progress;
  CommandPipe pipe;
  Notices notices;
  session::Conversation conversation;
};

// Outlives the coroutine, which a second signal abandons.
class Many {
 public:
  Many(const ManyRequest& request, const config::Configuration& configuration, Progress& progress)
      : request_(request), configuration_(configuration), progress_(progress) {}

  // The document of a node, which its plan has from then on.
  [[nodiscard]] Result<void> choose_document(session::NodeChoice& choice) const;

  asio::awaitable<Result<void>> run(asio::any_io_executor executor, std::stop_token stop,
                                    std::vector<session::NodeGroup> groups);
  // Passes Ctrl-C on to the commands that run, and begins no other; once.
  bool interrupt();
  [[nodiscard]] int status() const { return worst_; }

 private:
  asio::awaitable<Result<void>> make_outputs();
  asio::awaitable<void> work();
  asio::awaitable<void> run_node(std::size_t index);
  asio::awaitable<void> watch_reader();
  [[nodiscard]] std::unique_ptr<LinePipe> lines_of(const session::NamedNode& node,
                                                   std::string_view stream, SharedOutput& output);
  asio::awaitable<void> tell(const session::NamedNode& node, NodeResult result);
  void sum_up() const;

  const ManyRequest& request_;
  const config::Configuration& configuration_;
  Progress& progress_;
  asio::any_io_executor executor_;
  std::stop_source stop_;  // of the signals, and of a reader who has gone
  session::NodeSet set_;
  std::unique_ptr<Outputs> outputs_;
  std::size_t width_ = 0;
  std::vector<std::unique_ptr<NodeRun>> runs_;  // by node; null before and after
  std::size_t next_ = 0;
  std::size_t failed_ = 0;
  bool interrupted_ = false;
  int worst_ = 0;
};

Result<void> Many::choose_document(session::NodeChoice& choice) const {
  choice.plan.document = request_.document;
  session::configure(choice.plan, configuration_, config::Key::exec_document,
                     choice.selection.instance_id, choice.ssh_config);
  auto document = command_document(choice.plan.document, request_.command);
  if (!document) return std::unexpected(document.error());
  choice.plan.document = std::move(*document);
  return {};
}

asio::awaitable<Result<void>> Many::run(asio::any_io_executor executor, std::stop_token stop,
                                        std::vector<session::NodeGroup> groups) {
  executor_ = std::move(executor);
  const std::stop_callback stopped(stop, [this] { stop_.request_stop(); });
  const auto deadline = async::Deadline{.expiry = std::chrono::steady_clock::time_point::max(),
                                        .stop = stop_.get_token()}
                            .at_most(request_.nodes.common.timeout);
  progress_.status("looking for instances", false);
  auto found =
      co_await session::find_nodes(std::move(groups), request_.nodes.stopped_too, deadline);
  progress_.done();
  if (!found) co_return std::unexpected(found.error());
  set_ = std::move(*found);
  if (!set_.left_out.empty()) {
    progress_.warn(left_out_text(set_.left_out) + "\n  --start has them started, too");
  }
  if (set_.nodes.empty()) co_return fail(Errc::not_found, "none of these instances runs");
  auto made = co_await make_outputs();
  if (!made) co_return made;
  width_ = prefix_width(set_.nodes);
  runs_.resize(set_.nodes.size());
  async::TaskGroup group(executor_);
  group.start(watch_reader());
  async::TaskGroup workers(executor_);
  const std::size_t count = std::min<std::size_t>(request_.parallel, set_.nodes.size());
  for (std::size_t i = 0; i < count; ++i) workers.start(work());
  co_await workers.all_ended();
  outputs_->output.cancel();
  co_await group.all_ended();
  sum_up();
  co_return Result<void>{};
}

asio::awaitable<Result<void>> Many::make_outputs() {
  auto output = os::make_output_pipe(executor_, os::StandardStream::output);
  if (!output) co_return std::unexpected(output.error());
  auto errors = os::make_output_pipe(executor_, os::StandardStream::error);
  if (!errors) co_return std::unexpected(errors.error());
  outputs_ = std::make_unique<Outputs>(executor_, std::move(*output), std::move(*errors));
  co_return Result<void>{};
}

asio::awaitable<void> Many::watch_reader() {
  if (co_await outputs_->output.gone()) stop_.request_stop();
}

asio::awaitable<void> Many::work() {
  while (next_ < set_.nodes.size()) co_await run_node(next_++);
}

std::unique_ptr<LinePipe> Many::lines_of(const session::NamedNode& node, std::string_view stream,
                                         SharedOutput& output) {
  FormatLine format;
  if (request_.json) {
    format = [&node, stream](std::string_view line) { return output_object(node, stream, line); };
  } else {
    format = [&node, this](std::string_view line) {
      return prefixed_line(node.name, width_, line);
    };
  }
  return std::make_unique<LinePipe>(executor_, output, std::move(format), stop_.get_token());
}

asio::awaitable<void> Many::run_node(std::size_t index) {
  session::NamedNode& node = set_.nodes[index];
  if (interrupted_ || stop_.stop_requested()) {
    co_await tell(node, {.status = kFailed, .why = "interrupted before it began"});
    co_return;
  }
  if (const auto chosen = choose_document(node.choice); !chosen) {
    co_await tell(node, {.status = kFailed, .why = chosen.error().message});
    co_return;
  }
  SharedOutput& error_output = request_.json ? outputs_->output : outputs_->error_output;
  runs_[index] = std::make_unique<NodeRun>(executor_, node, progress_,
                                           lines_of(node, "stdout", outputs_->output),
                                           lines_of(node, "stderr", error_output));
  NodeRun& run = *runs_[index];
  session::SessionRunOptions options;
  options.channel.kinds = {ssm::SessionKind::command};
  options.channel.quiet_limit.reset();
  options.errors = run.errors.get();
  const auto outcome = co_await run.conversation.run(std::move(options), stop_.get_token());
  static_cast<void>(co_await run.lines.finish());
  static_cast<void>(co_await run.errors->finish());
  NodeResult result{.status = kFailed, .why = {}};
  if (outcome) {
    ExitStatus status = exit_status_of(*outcome);
    result = {.status = status.code, .why = std::move(status.why)};
  } else {
    result.why = outcome.error().message;
  }
  co_await tell(node, std::move(result));
  runs_[index].reset();
}

asio::awaitable<void> Many::tell(const session::NamedNode& node, NodeResult result) {
  worst_ = std::max(worst_, result.status);
  if (result.status != 0) ++failed_;
  if (request_.json) {
    static_cast<void>(co_await outputs_->output.write(ended_object(node, result) + '\n'));
    co_return;
  }
  if (result.why.empty() && result.status == 0) co_return;
  if (result.why.empty()) result.why = fmt::format("exit status {}", result.status);
  progress_.warn(fmt::format("{}: {}", node.name, result.why));
}

void Many::sum_up() const {
  if (request_.json || failed_ == 0) return;
  progress_.warn(fmt::format("{} of {} failed", failed_, set_.nodes.size()));
}

bool Many::interrupt() {
  const auto runs = [](const std::unique_ptr<NodeRun>& run) {
    return run && run->notices.is_open();
  };
  if (interrupted_ || std::ranges::none_of(runs_, runs)) return false;
  interrupted_ = true;
  for (const auto& run : runs_) {
    if (runs(run)) run->pipe.interrupt();
  }
  return true;
}

}  // namespace

Result<int> run_on_many(const ManyRequest& request, const home::ProcessContext& context,
                        const aws::AskMfaCode& ask_mfa_code, Progress& progress) {
  auto groups = session::choose_groups(request.nodes, context, ask_mfa_code);
  if (!groups) return std::unexpected(groups.error());
  const auto configuration = config::load_whole(context.environment, context.home);
  if (!configuration) return std::unexpected(configuration.error());
  Many many(request, *configuration, progress);
  // What is wrong with the command is wrong for all.
  for (session::NodeGroup& group : *groups) {
    if (const auto good = many.choose_document(group.choice); !good) {
      return std::unexpected(good.error());
    }
  }
  const auto ended = async::run_to_end(
      [&](asio::any_io_executor executor, std::stop_token stop) {
        return many.run(std::move(executor), std::move(stop), std::move(*groups));
      },
      [&many] { return many.interrupt(); });
  if (!ended) return std::unexpected(ended.error());
  return many.status();
}

}  // namespace cloudx::exec
