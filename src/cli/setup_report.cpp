#include "cli/setup_report.hpp"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include <fmt/format.h>

#include "cli/printable.hpp"

namespace cloudx::cli {

namespace {

constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kYellow = "\x1b[33m";

void put(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

SetupReport::SetupReport() : live_(::isatty(STDOUT_FILENO) == 1) {
  const char* const no_color = std::getenv("NO_COLOR");
  colour_ = live_ && (no_color == nullptr || *no_color == '\0');
}

SetupReport::~SetupReport() {
  erase_busy();
}

void SetupReport::heading(std::string_view text) {
  line(kBold, "==>", text);
}

void SetupReport::done(std::string_view text) {
  line(kGreen, "  +", text);
}

void SetupReport::same(std::string_view text) {
  line("", "  =", text);
}

void SetupReport::warn(std::string_view text) {
  line(kYellow, "  !", text);
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

void SetupReport::line(std::string_view colour, std::string_view mark, std::string_view text) {
  erase_busy();
  const bool coloured = colour_ && !colour.empty();
  put(fmt::format("{}{}{} {}\n", coloured ? colour : "", mark, coloured ? kPlain : "",
                  printable(text, true)));
}

void SetupReport::erase_busy() {
  if (busy_) put("\r\x1b[K");
  busy_ = false;
}

}  // namespace cloudx::cli
