#include "cli/terminal.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"

namespace cloudx::cli {

TerminalProgress::TerminalProgress(Verbosity verbosity, MessageOutput output)
    : verbosity_(verbosity), output_(output), started_(std::chrono::steady_clock::now()) {}

void TerminalProgress::status(std::string_view text, bool wait) {
  if (verbosity_ == Verbosity::quiet) return;
  if (output_.kind() == os::TerminalKind::full) {
    // With the three dots one less than the terminal has, or the cursor would go to the next line.
    const std::size_t most = output_.width() - 4;
    output_.write("\r\x1b[K" + excerpt(fmt::format("cloudx-proxy: {}", text), most));
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
  if (live_) output_.write("\r\x1b[K");
  live_ = false;
}

void TerminalProgress::line(std::string_view text) {
  // On a terminal that ssh has put into raw mode a lone line feed would not return to column one.
  output_.write(fmt::format("cloudx-proxy: {}{}", printable(text, true),
                            output_.kind() == os::TerminalKind::none ? "\n" : "\r\n"));
}

}  // namespace cloudx::cli
