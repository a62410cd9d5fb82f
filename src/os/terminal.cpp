#include "os/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include "os/terminal_descriptor.hpp"

namespace cloudx::os {

namespace {

std::string_view terminal_name() {
  const char* const name = std::getenv("TERM");
  return name == nullptr ? "" : name;
}

}  // namespace

TerminalKind terminal_kind(int descriptor) {
  if (::isatty(descriptor) != 1) return TerminalKind::none;
  return terminal_name() == "dumb" ? TerminalKind::dumb : TerminalKind::full;
}

TerminalKind terminal_kind(StandardStream stream) {
  return terminal_kind(descriptor_of(stream));
}

bool has_colours(StandardStream stream) {
  return terminal_kind(stream) == TerminalKind::full && !terminal_name().empty();
}

TerminalSize terminal_size(int descriptor) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0) return {};
  return {.rows = size.ws_row, .columns = size.ws_col};
}

TerminalSize terminal_size(StandardStream stream) {
  return terminal_size(descriptor_of(stream));
}

}  // namespace cloudx::os
