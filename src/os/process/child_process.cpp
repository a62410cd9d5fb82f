#include "os/process/child_process.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "async/cancel_on_expiry.hpp"
#include "os/new_descriptor.hpp"
#include "os/process/child_pipes.hpp"
#include "os/process/parent_death.hpp"

namespace cloudx::os {

namespace asio = boost::asio;

namespace {

// Both ends are closed by exec.
struct Pipe {
  std::optional<os::Descriptor> read_end;
  std::optional<os::Descriptor> write_end;

  bool open() {
    auto ends = open_pipe();
    if (!ends) return false;
    read_end.emplace(std::move(ends->read_end));
    write_end.emplace(std::move(ends->write_end));
    return true;
  }
};

struct Pipes {
  Pipe input;
  Pipe output;
  Pipe errors;
  Pipe failure;  // brings the errno of an exec that failed; its end means that exec succeeded

  bool open(const ChildOptions& options) {
    return (options.input != ChildStream::pipe || input.open()) &&
           (options.output != ChildStream::pipe || output.open()) && errors.open() &&
           failure.open();
  }
};

// After fork: only what a signal handler may call, too (another thread may hold a lock).
void connect_stream(ChildStream kind, const std::optional<os::Descriptor>& pipe_end, int null,
                    int as) {
  if (kind == ChildStream::null) ::dup2(null, as);
  if (kind == ChildStream::pipe) ::dup2(pipe_end->get(), as);
}

[[noreturn]] void become(char* const* words, const ChildOptions& options, const Pipes& pipes,
                         int null, pid_t parent) {
  die_with(parent);
  if (options.group == ChildGroup::own) ::setpgid(0, 0);
  // What this program ignores or blocks would stay so through exec.
  ::signal(SIGPIPE, SIG_DFL);
  ::signal(SIGXFSZ, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  connect_stream(options.input, pipes.input.read_end, null, STDIN_FILENO);
  connect_stream(options.output, pipes.output.write_end, null, STDOUT_FILENO);
  ::dup2(pipes.errors.write_end->get(), STDERR_FILENO);
  ::execvp(words[0], words);
  const int why = errno;
  static_cast<void>(::write(pipes.failure.write_end->get(), &why, sizeof why));
  ::_exit(127);
}

std::unexpected<Error> cannot_run(const ChildOptions& options, int errno_value) {
  return fail(Errc::io,
              fmt::format("cannot run {}: {}", options.words.at(0), system_message(errno_value)));
}

// Its process id once it runs the program.
Result<pid_t> launch(const ChildOptions& options, Pipes& pipes) {
  std::vector<char*> words;
  words.reserve(options.words.size() + 1);
  for (const std::string& word : options.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const os::Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return cannot_run(options, errno);
  if (pid == 0) become(words.data(), options, pipes, null.get(), parent);
  pipes.failure.write_end.reset();
  int why = 0;
  ssize_t got = 0;
  do {
    got = ::read(pipes.failure.read_end->get(), &why, sizeof why);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return pid;
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return cannot_run(options, why);
}

int number_of(ChildSignal signal) {
  switch (signal) {
    case ChildSignal::interrupt:
      return SIGINT;
    case ChildSignal::terminate:
      return SIGTERM;
    case ChildSignal::kill:
      break;
  }
  return SIGKILL;
}

int exit_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

class RunningChild final : public ChildProcess {
 public:
  explicit RunningChild(const asio::any_io_executor& executor)
      : pipes_(executor), endings_(executor, SIGCHLD) {}
  RunningChild(const RunningChild&) = delete;
  RunningChild& operator=(const RunningChild&) = delete;
  ~RunningChild() override {
    if (status_ || pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  Result<void> start(const ChildOptions& options) {
    Pipes pipes;
    if (!pipes.open(options)) return cannot_run(options, errno);
    const auto pid = launch(options, pipes);
    if (!pid) return std::unexpected(pid.error());
    pid_ = *pid;
    for (auto& [end, stream] : {std::pair(&pipes.input.write_end, &pipes_.input),
                                std::pair(&pipes.output.read_end, &pipes_.output),
                                std::pair(&pipes.errors.read_end, &pipes_.errors)}) {
      if (!end->has_value()) continue;
      const int copy = ::fcntl((*end)->get(), F_DUPFD_CLOEXEC, 3);
      if (copy < 0) return cannot_run(options, errno);
      stream->assign(copy);
    }
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

  void signal(ChildSignal signal) override {
    if (!collect()) ::kill(pid_, number_of(signal));
  }

  asio::awaitable<Result<int>> ended(async::Deadline deadline) override {
    const async::CancelOnExpiry watch(endings_.get_executor(), deadline,
                                      [this] { endings_.cancel(); });
    while (!collect()) {
      if (watch.spent()) co_return watch.failure("waiting for a program", Errc::timeout, "");
      co_await endings_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return exit_status(*status_);
  }

 private:
  // Whether it has ended; sets status_.
  bool collect() {
    if (status_) return true;
    int status = 0;
    const pid_t got = ::waitpid(pid_, &status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR)) return false;
    status_ = status;
    return true;
  }

  pid_t pid_ = 0;
  std::optional<int> status_;
  ChildPipes pipes_;
  asio::signal_set endings_;  // set up before the program starts: its end is not missed
};

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const asio::any_io_executor& executor,
                                                          const ChildOptions& options) {
  auto child = std::make_unique<RunningChild>(executor);
  if (auto started = child->start(options); !started) return std::unexpected(started.error());
  return std::unique_ptr<ChildProcess>(std::move(child));
}

}  // namespace cloudx::os
