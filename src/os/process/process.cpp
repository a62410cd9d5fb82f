#include "os/process/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "async/cancel_on_expiry.hpp"
#include "async/sleep.hpp"

namespace cloudx::os {

using boost::asio::awaitable;
using boost::asio::posix::stream_descriptor;

namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
    read_end = ends[0];
    write_end = ends[1];
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    if (read_end >= 0) ::close(read_end);
    close_write_end();
  }
  void close_write_end() {
    if (write_end >= 0) ::close(std::exchange(write_end, -1));
  }
};

// A child that is killed and collected when nobody waited for its end.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ <= 0) return;
    kill();
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  void kill() const {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
  }
  // True once it has ended; then `status` is set.
  bool ended(int& status) {
    const pid_t got = ::waitpid(pid_, &status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR)) return false;
    pid_ = 0;
    return true;
  }

 private:
  pid_t pid_;
};

// 0, or an errno value.
int spawn(const std::vector<std::string>& words, const Pipe& out, const Pipe& err, pid_t& pid) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.write_end, STDERR_FILENO);
  // What this program ignores or blocks is not the child's business.
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigaddset(&signals, SIGPIPE);
  sigaddset(&signals, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int failed =
      ::posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed;
}

// Reads to the end; `overflow` is called once when there is more than `limit`.
awaitable<void> drain(stream_descriptor& from, std::string& into, std::size_t limit,
                      const std::function<void()>& overflow) {
  std::array<char, 4096> chunk{};
  while (true) {
    const auto [error, size] = co_await from.async_read_some(
        boost::asio::buffer(chunk), boost::asio::as_tuple(boost::asio::use_awaitable));
    if (error) co_return;
    into.append(chunk.data(), size);
    if (into.size() > limit) {
      overflow();
      co_return;
    }
  }
}

int exit_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

awaitable<Result<ProcessOutput>> run_process(std::vector<std::string> words, std::size_t limit,
                                             async::Deadline deadline) {
  using namespace boost::asio::experimental::awaitable_operators;
  if (words.empty()) co_return fail(Errc::configuration, "the command is empty");
  Pipe out;
  Pipe err;
  pid_t pid = 0;
  const int failed = out.read_end < 0 || err.read_end < 0 ? errno : spawn(words, out, err, pid);
  if (failed != 0) {
    co_return fail(Errc::io, fmt::format("cannot run {}: {}", words[0], system_message(failed)));
  }
  Child child(pid);
  out.close_write_end();
  err.close_write_end();
  const auto executor = co_await boost::asio::this_coro::executor;
  stream_descriptor out_stream(executor, std::exchange(out.read_end, -1));
  stream_descriptor err_stream(executor, std::exchange(err.read_end, -1));
  // Closing as well as killing: a grandchild may hold the pipes open.
  const auto stop = [&] {
    child.kill();
    boost::system::error_code ignored;
    out_stream.close(ignored);
    err_stream.close(ignored);
  };
  bool too_much = false;
  const std::function<void()> overflow = [&] {
    too_much = true;
    stop();
  };
  const async::CancelOnExpiry watch(executor, deadline, stop);
  ProcessOutput output;
  if (!watch.spent()) {
    co_await (drain(out_stream, output.out, limit, overflow) &&
              drain(err_stream, output.err, limit, overflow));
  }
  if (too_much) {
    co_return fail(Errc::io, fmt::format("{} wrote more than {} bytes", words[0], limit));
  }
  // With its outputs closed a program is about to end; this rarely waits at all.
  int status = 0;
  while (!watch.spent() && !child.ended(status)) {
    const auto slept = co_await async::sleep_for(std::chrono::milliseconds(2), deadline);
    if (!slept) co_return std::unexpected(slept.error());
  }
  if (watch.spent()) {
    co_return fail(*watch.spent(), *watch.spent() == Errc::timeout
                                       ? fmt::format("{} did not end in time", words[0])
                                       : std::string("interrupted"));
  }
  output.exit_status = exit_status(status);
  co_return output;
}

}  // namespace cloudx::os
