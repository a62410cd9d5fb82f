#pragma once
// A process on a pseudo-terminal of its own, talked to as a user does.

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <poll.h>
#include <pty.h>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

#include "support/usual_signals.hpp"

namespace cloudx::test {

class OnTerminal {
 public:
  // Runs `program` in a copy of this process: what it returns is the exit status. The terminal is
  // its stdin, stdout and stderr, and its controlling one; signals do what they usually do.
  explicit OnTerminal(const std::function<int()>& program) {
    winsize size{.ws_row = 30, .ws_col = 90, .ws_xpixel = 0, .ws_ypixel = 0};
    child_ = ::forkpty(&master_, nullptr, nullptr, &size);
    if (child_ == 0) {
      use_usual_signals();
      ::_exit(program());
    }
  }
  OnTerminal(const OnTerminal&) = delete;
  OnTerminal& operator=(const OnTerminal&) = delete;
  ~OnTerminal() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    ::close(master_);
  }

  // Whether the words come; what was shown before them has been passed then.
  bool expect(std::string_view words) {
    std::size_t at = 0;
    while ((at = shown_.find(words)) == std::string::npos) {
      if (!read()) return false;
    }
    shown_.erase(0, at + words.size());
    return true;
  }
  // What comes until the process closes its terminal, too.
  std::string rest() {
    while (read()) {
    }
    return shown_;
  }
  void type(std::string_view keys) const {
    static_cast<void>(::write(master_, keys.data(), keys.size()) < 0);
  }
  void send(int signal) const { ::kill(child_, signal); }
  // What is typed is shown.
  [[nodiscard]] bool echoes() const { return mode_has(ECHO); }
  // It is taken line by line.
  [[nodiscard]] bool takes_lines() const { return mode_has(ICANON); }
  // How the process has ended, as waitpid(2) has it; -1 where it does not end.
  int wait() {
    int status = -1;
    for (int tries = 0; ::waitpid(child_, &status, WNOHANG) == 0; ++tries) {
      if (tries == kPatienceMs) return -1;
      ::usleep(1000);
    }
    child_ = -1;
    return status;
  }

 private:
  static constexpr int kPatienceMs = 60'000;

  bool read() {
    pollfd readable{.fd = master_, .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, kPatienceMs) <= 0) return false;
    std::array<char, 1000> some{};
    const ssize_t got = ::read(master_, some.data(), some.size());
    if (got <= 0) return false;  // EIO where nobody has the other end open
    shown_.append(some.data(), static_cast<std::size_t>(got));
    return true;
  }
  [[nodiscard]] bool mode_has(tcflag_t flag) const {
    termios mode{};
    return ::tcgetattr(master_, &mode) == 0 && (mode.c_lflag & flag) != 0;
  }

  int master_ = -1;
  pid_t child_ = -1;
  std::string shown_;
};

}  // namespace cloudx::test
