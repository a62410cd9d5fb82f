// TypingMode of terminal.hpp.
#include "os/terminal.hpp"
#include "os/windows/console.hpp"

namespace cloudx::os {

namespace {

// What the handler of Ctrl-C reaches; it runs on a thread of the system's.
DWORD mode_before = 0;

// "No": the next handler does what it would have done.
BOOL WINAPI restore(DWORD) {
  ::SetConsoleMode(handle_of(StandardStream::input), mode_before);
  return FALSE;
}

DWORD changed(DWORD mode, Typing typing) {
  constexpr DWORD kEcho = ENABLE_ECHO_INPUT;
  if (typing == Typing::unseen_line) return mode & ~kEcho;
  mode &= ~(kEcho | ENABLE_LINE_INPUT | ENABLE_PROCESSED_INPUT);
  return mode | ENABLE_VIRTUAL_TERMINAL_INPUT;  // arrow keys as escape sequences
}

}  // namespace

TypingMode::TypingMode(Typing typing) : changed_(false) {
  const HANDLE console = handle_of(StandardStream::input);
  const auto mode = console_mode(console);
  if (!mode) return;
  mode_before = *mode;
  ::SetConsoleCtrlHandler(restore, TRUE);
  changed_ = ::SetConsoleMode(console, changed(*mode, typing)) != 0;
}

TypingMode::~TypingMode() {
  if (!changed_) return;
  ::SetConsoleMode(handle_of(StandardStream::input), mode_before);
  ::SetConsoleCtrlHandler(restore, FALSE);
}

}  // namespace cloudx::os
