#include "os/prompt/terminal_question.hpp"

#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/windows/object_handle.hpp>

#include "async/cancel_on_expiry.hpp"
#include "os/windows/console.hpp"
#include "os/windows/handle.hpp"

namespace cloudx::os {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kLongestLine = 64;

Handle open_console(const wchar_t* name) {
  return Handle(::CreateFileW(name, GENERIC_READ | GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0,
                              nullptr));
}

// The line that is being typed: key by key, because a console that reads a whole line cannot be
// told to stop.
class TypedLine {
 public:
  explicit TypedLine(HANDLE screen) : screen_(screen) {}

  // False when the line is complete.
  bool take(wchar_t key) {
    if (key == L'\r' || key == L'\n') {
      show("\r\n");
      return false;
    }
    if (key == L'\b' && !line_.empty()) {
      line_.pop_back();
      show("\b \b");
    } else if (key >= L' ' && line_.size() < kLongestLine) {
      line_ += key;
      show(narrow({&key, 1}));
    }
    return true;
  }
  [[nodiscard]] std::string text() const {
    std::string text = narrow(line_);
    text.erase(text.find_last_not_of(" \t") + 1);
    return text;
  }

 private:
  void show(std::string_view text) const { static_cast<void>(write_to_console(screen_, text)); }

  HANDLE screen_;
  std::wstring line_;
};

// False when the line is complete; errors as ask_on_terminal().
Result<bool> take_keys(HANDLE keyboard, TypedLine& line) {
  std::array<INPUT_RECORD, 32> events{};
  DWORD count = 0;
  if (::ReadConsoleInputW(keyboard, events.data(), events.size(), &count) == 0) {
    return fail(Errc::io, error_text(::GetLastError()));
  }
  for (DWORD i = 0; i < count; ++i) {
    const INPUT_RECORD& event = events.at(i);
    if (event.EventType != KEY_EVENT || event.Event.KeyEvent.bKeyDown == 0) continue;
    if (const wchar_t key = event.Event.KeyEvent.uChar.UnicodeChar; key != 0 && !line.take(key)) {
      return false;
    }
  }
  return true;
}

}  // namespace

asio::awaitable<Result<std::string>> ask_on_terminal(TerminalQuestion question,
                                                     async::Deadline deadline) {
  const Handle screen = open_console(L"CONOUT$");
  Handle keyboard = open_console(L"CONIN$");
  if (!screen || !keyboard) co_return fail(Errc::not_found, "there is no terminal to ask on");
  if (!write_to_console(screen.get(), "\r\x1b[K" + question.text)) {
    co_return fail(Errc::io, "the terminal cannot be written to");
  }
  asio::windows::object_handle keys(co_await asio::this_coro::executor, keyboard.release());
  const async::CancelOnExpiry watch(keys.get_executor(), deadline, [&keys] { keys.cancel(); });
  TypedLine line(screen.get());
  while (true) {
    const auto [error] = co_await keys.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return watch.failure(question.doing, Errc::io, error.message());
    const auto more = take_keys(keys.native_handle(), line);
    if (!more) co_return watch.failure(question.doing, Errc::io, more.error().message);
    if (!*more) co_return line.text();
  }
}

}  // namespace cloudx::os
