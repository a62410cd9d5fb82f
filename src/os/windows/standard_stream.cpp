#include "os/standard_stream.hpp"

#include <algorithm>
#include <string>
#include <thread>

#include "os/windows/console.hpp"
#include "os/windows/handle.hpp"
#include "os/windows/stream_io.hpp"

namespace cloudx::os {

namespace {

// What a console has given beyond the byte that was asked for: one key is several bytes of UTF-8.
std::string& typed() {
  static std::string bytes;
  return bytes;
}

void read_typed(HANDLE console) {
  wchar_t units[2]{};
  DWORD got = 0;
  if (::ReadConsoleW(console, units, 1, &got, nullptr) == 0 || got == 0) return;
  std::size_t count = 1;
  if (IS_HIGH_SURROGATE(units[0]) && ::ReadConsoleW(console, units + 1, 1, &got, nullptr) != 0) {
    count += got;
  }
  typed() = narrow({units, count});
}

bool is_key(const INPUT_RECORD& event) {
  return event.EventType == KEY_EVENT && event.Event.KeyEvent.bKeyDown != 0 &&
         event.Event.KeyEvent.uChar.UnicodeChar != 0;
}

// Focus and mouse are input for a console, too.
bool has_key(HANDLE console) {
  INPUT_RECORD events[64];
  DWORD count = 0;
  return ::PeekConsoleInputW(console, events, 64, &count) != 0 &&
         std::any_of(events, events + count, is_key);
}

bool has_bytes(HANDLE pipe) {
  DWORD available = 0;
  return ::PeekNamedPipe(pipe, nullptr, 0, nullptr, &available, nullptr) == 0 || available > 0;
}

}  // namespace

HANDLE handle_of(StandardStream stream) {
  switch (stream) {
    case StandardStream::input:
      return ::GetStdHandle(STD_INPUT_HANDLE);
    case StandardStream::output:
      return ::GetStdHandle(STD_OUTPUT_HANDLE);
    case StandardStream::error:
      break;
  }
  return ::GetStdHandle(STD_ERROR_HANDLE);
}

std::optional<char> read_byte() {
  const HANDLE input = handle_of(StandardStream::input);
  std::string& bytes = typed();
  if (bytes.empty() && console_mode(input)) read_typed(input);
  if (!bytes.empty()) {
    const char first = bytes.front();
    bytes.erase(0, 1);
    return first;
  }
  if (console_mode(input)) return std::nullopt;
  char byte = 0;
  DWORD got = 0;
  const bool read = ::ReadFile(input, &byte, 1, &got, nullptr) != 0 && got == 1;
  return read ? std::optional(byte) : std::nullopt;
}

bool input_comes_within(std::chrono::milliseconds time) {
  if (!typed().empty()) return true;
  const HANDLE input = handle_of(StandardStream::input);
  const bool is_console = console_mode(input).has_value();
  const auto end = std::chrono::steady_clock::now() + time;
  while (!(is_console ? has_key(input) : has_bytes(input))) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

Result<void> write_all(StandardStream stream, std::string_view text) {
  const HANDLE output = handle_of(stream);
  const bool written =
      console_mode(output) ? write_to_console(output, text) : write_to_stream(output, text);
  if (!written) return fail(Errc::io, error_text(::GetLastError()));
  return {};
}

// A pipe cannot be asked for how much it takes. What reads stderr here is a console or a program
// that does.
bool write_with_patience(StandardStream stream, std::string_view text, std::chrono::milliseconds) {
  return write_all(stream, text).has_value();
}

bool is_null_device(StandardStream stream) {
  const HANDLE output = handle_of(stream);
  return ::GetFileType(output) == FILE_TYPE_CHAR && !console_mode(output);
}

}  // namespace cloudx::os
