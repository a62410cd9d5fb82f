#include "os/process/child_process.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/windows/object_handle.hpp>

#include "async/cancel_on_expiry.hpp"
#include "os/process/child_pipes.hpp"
#include "os/process/windows/launch.hpp"
#include "os/standard_stream.hpp"
#include "os/windows/console.hpp"

namespace cloudx::os {

namespace asio = boost::asio;

namespace {

// Ends what is in it when the last handle to it is closed, so also when this process ends.
Handle make_job() {
  Handle job(::CreateJobObjectW(nullptr, nullptr));
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  if (job) {
    ::SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits, sizeof limits);
  }
  return job;
}

// What the program gets for one stream; `own` is this program's end of a pipe.
Result<Handle> connect_stream(ChildStream kind, StandardStream stream, PipeEnd& own) {
  if (kind == ChildStream::null) return null_device();
  if (kind == ChildStream::inherited) return inheritable_copy(handle_of(stream));
  auto pipe = make_child_pipe(stream == StandardStream::input ? PipeUse::child_reads
                                                              : PipeUse::child_writes);
  if (!pipe) return std::unexpected(pipe.error());
  own.assign(pipe->own.release());
  return std::move(pipe->theirs);
}

class RunningChild final : public ChildProcess {
 public:
  explicit RunningChild(const asio::any_io_executor& executor)
      : pipes_(executor), process_(executor) {}
  RunningChild(const RunningChild&) = delete;
  RunningChild& operator=(const RunningChild&) = delete;
  ~RunningChild() override {
    if (process_.is_open() && !has_ended()) kill();
  }

  Result<void> start(const ChildOptions& options) {
    auto input = connect_stream(options.input, StandardStream::input, pipes_.input);
    if (!input) return std::unexpected(input.error());
    auto output = connect_stream(options.output, StandardStream::output, pipes_.output);
    if (!output) return std::unexpected(output.error());
    auto errors = connect_stream(ChildStream::pipe, StandardStream::error, pipes_.errors);
    if (!errors) return std::unexpected(errors.error());
    const LaunchStreams streams{
        .input = std::move(*input), .output = std::move(*output), .errors = std::move(*errors)};
    auto started = launch(options.words, streams, options.group);
    if (!started) return std::unexpected(started.error());
    id_ = started->id;
    if (options.group == ChildGroup::own) {
      job_ = make_job();
      ::AssignProcessToJobObject(job_.get(), started->process.get());
    }
    ::ResumeThread(started->thread.get());
    process_.assign(started->process.release());
    return {};
  }

  asio::awaitable<Result<std::size_t>> read_output(std::span<char> into,
                                                   async::Deadline deadline) override {
    return read_pipe(pipes_.output, into, std::move(deadline));
  }
  asio::awaitable<Result<std::size_t>> read_errors(std::span<char> into,
                                                   async::Deadline deadline) override {
    return read_pipe(pipes_.errors, into, std::move(deadline));
  }

  void close_input() override {
    boost::system::error_code ignored;
    pipes_.input.close(ignored);
  }

  // Ctrl-Break is all that one program can send to another, and only on the same console.
  void signal(ChildSignal signal) override {
    if (has_ended()) return;
    const bool asked =
        signal != ChildSignal::kill && ::GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, id_) != 0;
    if (!asked) kill();
  }

  asio::awaitable<Result<int>> ended(async::Deadline deadline) override {
    const async::CancelOnExpiry watch(process_.get_executor(), deadline,
                                      [this] { process_.cancel(); });
    while (!has_ended()) {
      if (watch.spent()) co_return watch.failure("waiting for a program", Errc::timeout, "");
      co_await process_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return exit_status_of(process_.native_handle());
  }

 private:
  [[nodiscard]] bool has_ended() {
    return ::WaitForSingleObject(process_.native_handle(), 0) == WAIT_OBJECT_0;
  }
  void kill() { ::TerminateProcess(process_.native_handle(), 128 + 9); }

  Handle job_;  // none for a program that may leave others behind
  ChildPipes pipes_;
  asio::windows::object_handle process_;
  DWORD id_ = 0;
};

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const asio::any_io_executor& executor,
                                                          const ChildOptions& options) {
  auto child = std::make_unique<RunningChild>(executor);
  if (auto started = child->start(options); !started) return std::unexpected(started.error());
  return std::unique_ptr<ChildProcess>(std::move(child));
}

}  // namespace cloudx::os
