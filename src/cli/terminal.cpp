#include "cli/terminal.hpp"

#include <cerrno>
#include <cstdlib>
#include <poll.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/printable.hpp"

namespace cloudx::cli {

namespace {

// stderr may share a non-blocking file description with stdin; a message is worth a short wait, but
// a terminal that takes nothing must not stop the tunnel.
void write_stderr(std::string_view text) {
  constexpr int kPatienceMs = 1000;
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd writable{STDERR_FILENO, POLLOUT, 0};
      if (::poll(&writable, 1, kPatienceMs) <= 0) return;
    } else if (errno != EINTR) {
      return;
    }
  }
}

std::size_t terminal_width() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20;
  return known ? size.ws_col : 80;
}

}  // namespace

TerminalKind terminal_kind(int descriptor) {
  if (::isatty(descriptor) != 1) return TerminalKind::none;
  const char* const name = std::getenv("TERM");
  const bool dumb = name != nullptr && std::string_view(name) == "dumb";
  return dumb ? TerminalKind::dumb : TerminalKind::full;
}

TerminalProgress::TerminalProgress(Verbosity verbosity, TerminalKind kind)
    : verbosity_(verbosity), kind_(kind), started_(std::chrono::steady_clock::now()) {}

void TerminalProgress::now(std::string_view text, bool wait) {
  if (verbosity_ == Verbosity::quiet) return;
  if (kind_ == TerminalKind::full) {
    const std::string shown = printable("cloudx-proxy: " + std::string(text));
    write_stderr(fmt::format("\r\x1b[K{}", shown.substr(0, terminal_width() - 1)));
    live_ = true;
    return;
  }
  // Without the elapsed time at its end, so that one state is told once.
  const std::string state(text.substr(0, text.rfind(" (")));
  if (!wait || state == last_wait_) return;
  last_wait_ = state;
  line(state);
}

void TerminalProgress::detail(std::string_view text) {
  if (verbosity_ != Verbosity::verbose) return;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started_;
  erase_live_line();
  line(fmt::format("[{:.3f} s] {}", elapsed.count(), text));
}

void TerminalProgress::warn(std::string_view text) {
  if (verbosity_ == Verbosity::quiet) return;
  erase_live_line();
  line(text);
}

void TerminalProgress::done() {
  erase_live_line();
}

void TerminalProgress::report(std::string_view text) {
  erase_live_line();
  line(text);
}

void TerminalProgress::erase_live_line() {
  if (live_) write_stderr("\r\x1b[K");
  live_ = false;
}

void TerminalProgress::line(std::string_view text) {
  // On a terminal that ssh has put into raw mode a lone line feed would not return to column one.
  write_stderr(fmt::format("cloudx-proxy: {}{}", printable(text, true),
                           kind_ == TerminalKind::none ? "\n" : "\r\n"));
}

}  // namespace cloudx::cli
