// TypingMode of terminal.hpp.

#include <array>
#include <cerrno>
#include <csignal>
#include <termios.h>
#include <unistd.h>

#include "os/terminal.hpp"

namespace cloudx::os {

namespace {

// Those that end or stop a program whose user has had enough.
constexpr std::array kSignals{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};

// A signal handler reaches nothing but this.
struct Modes {
  termios before{};
  termios during{};
  std::array<struct sigaction, kSignals.size()> actions_before{};
};
Modes modes;

// A shell that has put this program there uses the terminal itself: whoever changes it from there
// is stopped (SIGTTOU).
bool is_in_background() {
  const pid_t in_front = ::tcgetpgrp(STDIN_FILENO);  // fails where it is not the controlling one
  return in_front >= 0 && in_front != ::getpgrp();
}

// Lets the signal do what it would have done, with the terminal as it was. What runs here is
// allowed in a handler (signal-safety(7)).
void follow(int number) {
  const int error_before = errno;
  struct sigaction ours{};
  struct sigaction usual{};
  usual.sa_handler = SIG_DFL;
  if (!is_in_background()) ::tcsetattr(STDIN_FILENO, TCSANOW, &modes.before);
  ::sigaction(number, &usual, &ours);
  sigset_t alone{};
  sigemptyset(&alone);  // macros on some systems, as sigaddset
  sigaddset(&alone, number);
  ::sigprocmask(SIG_UNBLOCK, &alone, nullptr);  // a handler runs with its own signal blocked
  ::raise(number);
  // It has been stopped, and goes on; in the background only to be stopped once more, because
  // nothing is to be read before the terminal is as it has to be.
  ::sigaction(number, &ours, nullptr);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &modes.during);
  errno = error_before;
}

// What ignores a signal, or has a handler of its own, goes on anyway.
void follow_signals() {
  struct sigaction ours{};
  ours.sa_handler = follow;
  ours.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction& before = modes.actions_before.at(i);
    ::sigaction(kSignals.at(i), nullptr, &before);
    const bool usual = (before.sa_flags & SA_SIGINFO) == 0 && before.sa_handler == SIG_DFL;
    if (usual) ::sigaction(kSignals.at(i), &ours, nullptr);
  }
}

termios changed(termios mode, Typing typing) {
  if (typing == Typing::unseen_line) {
    mode.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    mode.c_lflag |= ECHONL;
  } else if (typing == Typing::raw) {
    ::cfmakeraw(&mode);
  } else {
    mode.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG | IEXTEN);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
  }
  return mode;
}

}  // namespace

TypingMode::TypingMode(Typing typing) : changed_(::tcgetattr(STDIN_FILENO, &modes.before) == 0) {
  if (!changed_) return;
  modes.during = changed(modes.before, typing);
  follow_signals();
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &modes.during);
}

TypingMode::~TypingMode() {
  if (!changed_) return;
  modes.during = modes.before;  // for a signal that stops the program before the last line here
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &modes.before);
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals.at(i), &modes.actions_before.at(i), nullptr);
  }
}

}  // namespace cloudx::os
