#include "os/process/parent_death.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <libproc.h>
#include <sys/event.h>
#include <unistd.h>

namespace cloudx::os {

namespace {

// What was forked has them all, and would hold pipes and locks open. proc_pidinfo (<libproc.h>) is
// a system call and nothing else.
void close_all() {
  std::array<proc_fdinfo, 64> open{};
  bool any = true;
  while (any) {
    any = false;
    const int size = ::proc_pidinfo(::getpid(), PROC_PIDLISTFDS, 0, open.data(), sizeof open);
    const auto count = size > 0 ? static_cast<std::size_t>(size) / sizeof open[0] : 0;
    for (std::size_t i = 0; i < count; ++i) any |= ::close(open[i].proc_fd) == 0;
  }
}

struct kevent end_of(pid_t process) {
  struct kevent wanted{};
  EV_SET(&wanted, static_cast<uintptr_t>(process), EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0,
         nullptr);
  return wanted;
}

bool is_end(const struct kevent& event) {
  return (event.flags & EV_ERROR) == 0 || event.data == ESRCH;  // it had ended before
}

// Waits for the end of either (kqueue(2), NOTE_EXIT). Nobody's signals reach this process.
[[noreturn]] void guard(pid_t parent, pid_t program) {
  ::setsid();
  sigset_t all{};
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  close_all();
  const int queue = ::kqueue();
  const std::array wanted{end_of(parent), end_of(program)};
  std::array<struct kevent, 2> events{};
  int count = -1;
  do {
    count = ::kevent(queue, wanted.data(), wanted.size(), events.data(), events.size(), nullptr);
  } while (count < 0 && errno == EINTR);
  bool is_orphan = false;
  for (int i = 0; i < count; ++i) {
    const struct kevent& event = events[static_cast<std::size_t>(i)];
    // Its number may be another process's by now.
    if (event.ident == static_cast<uintptr_t>(program)) ::_exit(0);
    is_orphan |= is_end(event);
  }
  if (is_orphan) ::kill(program, SIGKILL);
  ::_exit(0);
}

}  // namespace

// No signal tells of a parent's end here. A process of its own does, for as long as both live; it
// is the program's child, and so nobody else's business.
void die_with(pid_t parent) {
  const pid_t program = ::getpid();
  if (::fork() == 0) guard(parent, program);
}

}  // namespace cloudx::os
