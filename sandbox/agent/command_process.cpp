#include "sandbox/agent/command_process.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

// The descriptors on both sides, each of which exec closes.
struct Ends {
  std::array<int, 2> ours{-1, -1};  // of stdout and stderr
  std::array<int, 2> its{-1, -1};
  int file = -1;
  int null = -1;

  bool open(bool separate) {
    null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (!separate) {
      file = memfd_create("command-output", MFD_CLOEXEC);
      its = {file, file};
      return null >= 0 && file >= 0;
    }
    for (std::size_t i = 0; i < 2; ++i) {
      std::array<int, 2> pair{};
      if (pipe2(pair.data(), O_CLOEXEC) != 0) return false;
      ours[i] = pair[0];
      its[i] = pair[1];
    }
    return null >= 0;
  }

  void close_its() const {
    ::close(null);
    if (file >= 0) return;
    for (const int end : its) ::close(end);
  }
};

[[noreturn]] void become(const PreparedProgram& program, const Ends& ends) {
  setpgid(0, 0);
  dup2(ends.null, STDIN_FILENO);
  dup2(ends.its[0], STDOUT_FILENO);
  dup2(ends.its[1], STDERR_FILENO);
  syscall(SYS_close_range, 3U, ~0U, 0U);
  program.run();
}

}  // namespace

CommandProcess::CommandProcess(const asio::any_io_executor& executor, std::unique_ptr<Child> child)
    : child_(std::move(child)),
      end_(executor, static_cast<int>(syscall(SYS_pidfd_open, child_->process(), 0))) {}

CommandProcess::~CommandProcess() {
  if (file_ >= 0) ::close(file_);
}

Result<std::shared_ptr<CommandProcess>> CommandProcess::start(const asio::any_io_executor& executor,
                                                              const Program& program,
                                                              bool separate_output) {
  if (const Result<void> found = find_program(program.words.front()); !found) {
    return std::unexpected(found.error());
  }
  const PreparedProgram prepared(program);
  Ends ends;
  if (!ends.open(separate_output)) return fail(Errc::io, "pipe: " + system_message(errno));
  const pid_t process = fork();
  if (process < 0) return fail(Errc::io, "fork: " + system_message(errno));
  if (process == 0) become(prepared, ends);
  ends.close_its();
  std::shared_ptr<CommandProcess> made(
      new CommandProcess(executor, std::make_unique<Child>(process)));
  made->file_ = ends.file;
  for (std::size_t i = 0; separate_output && i < 2; ++i) {
    made->streams_.at(i).emplace(executor, ends.ours.at(i));
  }
  return made;
}

asio::awaitable<std::size_t> CommandProcess::read(CommandStream stream,
                                                  std::span<std::uint8_t> into) {
  auto& from = streams_.at(static_cast<std::size_t>(stream));
  if (!from) co_return 0;
  const auto [error, size] = co_await from->async_read_some(asio::buffer(into.data(), into.size()),
                                                            asio::as_tuple(asio::use_awaitable));
  co_return error ? 0 : size;
}

asio::awaitable<std::optional<int>> CommandProcess::ended() {
  while (!child_->collect()) {
    co_await end_.async_wait(asio::posix::stream_descriptor::wait_read,
                             asio::as_tuple(asio::use_awaitable));
  }
  const int status = child_->status();
  if (!WIFEXITED(status)) co_return std::nullopt;
  co_return WEXITSTATUS(status);
}

Bytes CommandProcess::collected() const {
  Bytes all;
  struct stat facts{};
  if (fstat(file_, &facts) != 0) return all;
  all.resize(static_cast<std::size_t>(facts.st_size));
  std::size_t done = 0;
  while (done < all.size()) {
    const ssize_t got =
        pread(file_, all.data() + done, all.size() - done, static_cast<off_t>(done));
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  all.resize(done);
  return all;
}

void CommandProcess::interrupt(bool quit) const {
  child_->signal(quit ? SIGQUIT : SIGINT);
}

void CommandProcess::kill() {
  child_->signal(SIGKILL);
  boost::system::error_code ignored;
  for (auto& stream : streams_) {
    if (stream) stream->close(ignored);
  }
}

}  // namespace cloudx::sandbox
