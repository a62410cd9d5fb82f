#include "cli/setup_report.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "os/terminal.hpp"

namespace cloudx::cli {

namespace {

void put(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

SetupReport::SetupReport(const aws::Environment& environment)
    : live_(os::terminal_kind(os::StandardStream::output) == os::TerminalKind::full),
      colour_(Colour::of_stream(os::StandardStream::output, environment)) {}

SetupReport::~SetupReport() {
  erase_busy();
}

void SetupReport::heading(std::string_view text) {
  line(colour_.paint(Ink::bold, "==>"), text);
}

void SetupReport::done(std::string_view text) {
  line(colour_.paint(Ink::green, "  +"), text);
}

void SetupReport::same(std::string_view text) {
  line("  =", text);
}

void SetupReport::warn(std::string_view text) {
  line(colour_.paint(Ink::yellow, "  !"), text);
}

void SetupReport::text(std::string_view text) {
  erase_busy();
  put(printable(text, true) + "\n");
}

void SetupReport::busy(std::string_view text) {
  if (!live_) return;
  erase_busy();
  put(fmt::format("    {} ...", printable(text)));
  busy_ = true;
}

void SetupReport::line(std::string_view mark, std::string_view text) {
  erase_busy();
  put(fmt::format("{} {}\n", mark, printable(text, true)));
}

void SetupReport::erase_busy() {
  if (busy_) put("\r\x1b[K");
  busy_ = false;
}

}  // namespace cloudx::cli
