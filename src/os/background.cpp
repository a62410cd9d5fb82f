#include "os/background.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "os/line_output.hpp"
#include "os/new_descriptor.hpp"
#include "os/stop_signals.hpp"

namespace cloudx::os {

namespace {

constexpr int kSignalled = 128;  // as shells have it: and the signal's number

std::unexpected<Error> system_failure(const char* doing) {
  return fail(Errc::io, std::string(doing) + ": " + system_message(errno));
}

class Worker final : public Detachment {
 public:
  Worker(pid_t caller, Descriptor ready) : caller_(caller), ready_(std::move(ready)) {}

  Result<void> detach() override {
    // Whoever waited has been killed: another process is the parent by now.
    if (::getppid() != caller_) return fail(Errc::io, "who has started it is not there any more");
    const Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (null.get() < 0) return system_failure("/dev/null");
    // A child of fork() leads no group of processes, so that this works (setsid(2)).
    if (::setsid() < 0) return system_failure("setsid");
    if (::chdir("/") != 0) return system_failure("/");
    survive_failing_writes();
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      if (::dup2(null.get(), standard) < 0) return system_failure("/dev/null");
    }
    const char told = 1;
    if (::write(ready_.get(), &told, 1) != 1) return system_failure("who has started it");
    return {};
  }
  [[nodiscard]] std::uint64_t process() const override {
    return static_cast<std::uint64_t>(::getpid());
  }

 private:
  pid_t caller_;
  Descriptor ready_;
};

// Read by a signal handler.
volatile std::sig_atomic_t worker_of_this_process = 0;

void pass_on(int number) {
  const auto worker = static_cast<pid_t>(worker_of_this_process);
  if (worker > 0) ::kill(worker, number);
}

void pass_stop_signals_on(pid_t worker) {
  worker_of_this_process = worker;
  struct sigaction action{};
  action.sa_handler = pass_on;
  for (const int number : stop_signals()) ::sigaction(number, &action, nullptr);
}

int wait_for(pid_t worker, const Descriptor& ready) {
  char told = 0;
  ssize_t size = -1;
  do {
    size = ::read(ready.get(), &told, 1);
  } while (size < 0 && errno == EINTR);
  worker_of_this_process = 0;  // not ours to signal any more
  if (size == 1) return 0;
  int status = 0;
  while (::waitpid(worker, &status, 0) < 0) {
    if (errno != EINTR) return 1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
}

}  // namespace

// The work has a process of its own from the start, because one that has threads (the resolver's)
// cannot be split any more, and on macOS one that has used the system's frameworks cannot either.
Result<int> run_in_background(const std::function<int(Detachment&)>& work) {
  auto ends = open_pipe();
  if (!ends) return system_failure("pipe");
  const pid_t caller = ::getpid();
  const pid_t worker = ::fork();
  if (worker < 0) return system_failure("fork");
  if (worker == 0) {
    {
      const Descriptor unused = std::move(ends->read_end);
    }
    Worker self(caller, std::move(ends->write_end));
    return work(self);
  }
  {
    const Descriptor unused = std::move(ends->write_end);
  }
  pass_stop_signals_on(worker);
  return wait_for(worker, ends->read_end);
}

}  // namespace cloudx::os
