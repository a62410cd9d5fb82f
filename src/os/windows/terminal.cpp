#include "os/terminal.hpp"

#include <algorithm>
#include <optional>

#include "os/windows/console.hpp"
#include "os/windows/handle.hpp"

namespace cloudx::os {

std::optional<DWORD> console_mode(HANDLE stream) {
  DWORD mode = 0;
  return ::GetConsoleMode(stream, &mode) != 0 ? std::optional(mode) : std::nullopt;
}

bool write_to_console(HANDLE console, std::string_view text) {
  const std::wstring units = wide(text);
  std::wstring_view left = units;
  while (!left.empty()) {
    constexpr std::size_t kLargest = 8192;  // older consoles take no more than 64 KiB at once
    DWORD written = 0;
    const auto size = static_cast<DWORD>(std::min(left.size(), kLargest));
    if (::WriteConsoleW(console, left.data(), size, &written, nullptr) == 0) return false;
    left.remove_prefix(written);
  }
  return true;
}

// Windows Terminal understands escape sequences at once; the older console does after it was told.
TerminalKind terminal_kind(StandardStream stream) {
  const HANDLE console = handle_of(stream);
  const auto mode = console_mode(console);
  if (!mode) return TerminalKind::none;
  if (stream == StandardStream::input) return TerminalKind::full;
  const DWORD wanted = *mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;
  const bool understands = *mode == wanted || ::SetConsoleMode(console, wanted) != 0;
  return understands ? TerminalKind::full : TerminalKind::dumb;
}

bool has_colours(StandardStream stream) {
  return terminal_kind(stream) == TerminalKind::full;
}

TerminalSize terminal_size(StandardStream stream) {
  CONSOLE_SCREEN_BUFFER_INFO facts{};
  if (::GetConsoleScreenBufferInfo(handle_of(stream), &facts) == 0) return {};
  const SMALL_RECT& seen = facts.srWindow;
  return {.rows = static_cast<std::size_t>(seen.Bottom - seen.Top + 1),
          .columns = static_cast<std::size_t>(seen.Right - seen.Left + 1)};
}

}  // namespace cloudx::os
