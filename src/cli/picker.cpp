#include "cli/picker.hpp"

#include <cerrno>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/printable.hpp"

namespace cloudx::cli {

namespace {

constexpr std::size_t kMostLines = 15;
constexpr int kEscapeWaitMs = 50;  // an escape sequence comes in one go, the Escape key alone

enum class Key : std::uint8_t { text, enter, erase, up, down, page_up, page_down, quit, other };

struct Pressed {
  Key key = Key::other;
  char c = 0;
};

// Keys one by one, unechoed, for as long as it lives.
class RawTerminal {
 public:
  RawTerminal() {
    ::tcgetattr(STDIN_FILENO, &before_);
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  ~RawTerminal() { ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_); }

  static Pressed read() {
    char c = 0;
    ssize_t got = 0;
    while ((got = ::read(STDIN_FILENO, &c, 1)) < 0 && errno == EINTR) {
    }
    if (got <= 0) return {Key::quit};
    switch (c) {
      case '\r':
      case '\n':
        return {Key::enter};
      case 0x7f:
      case '\b':
        return {Key::erase};
      case 0x03:  // Ctrl-C
      case 0x04:  // Ctrl-D
        return {Key::quit};
      case 0x10:  // Ctrl-P
        return {Key::up};
      case 0x0e:  // Ctrl-N
        return {Key::down};
      case 0x1b:
        return escape_sequence();
      default:
        return static_cast<unsigned char>(c) < 0x20 ? Pressed{Key::other} : Pressed{Key::text, c};
    }
  }

 private:
  static Pressed escape_sequence() {
    pollfd more{STDIN_FILENO, POLLIN, 0};
    if (::poll(&more, 1, kEscapeWaitMs) <= 0) return {Key::quit};
    std::string sequence;
    char c = 0;
    while (sequence.size() < 8 && ::read(STDIN_FILENO, &c, 1) == 1) {
      sequence += c;
      const bool first = sequence.size() == 1;
      if (!first && c >= 0x40 && c <= 0x7e) break;
      if (first && c != '[' && c != 'O') break;
    }
    if (sequence == "[A" || sequence == "OA") return {Key::up};
    if (sequence == "[B" || sequence == "OB") return {Key::down};
    if (sequence == "[5~") return {Key::page_up};
    if (sequence == "[6~") return {Key::page_down};
    return {Key::other};
  }

  termios before_{};
};

struct Size {
  std::size_t rows = 24;
  std::size_t columns = 80;
};

Size terminal_size() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row < 4 || size.ws_col < 20) {
    return {};
  }
  return {size.ws_row, size.ws_col};
}

void put(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

// The list below the line of the search; redrawn whole after every key.
class Screen {
 public:
  explicit Screen(const setup::Choices& choices) : choices_(choices) {}

  void draw(const Selection& selection) {
    const Size size = terminal_size();
    const std::size_t height = std::min(kMostLines, size.rows - 3);
    std::string out = "\r\x1b[J";
    std::size_t drawn = 0;
    const std::size_t first = selection.first_shown(height);
    const auto& matches = selection.matches();
    for (std::size_t i = first; i < matches.size() && drawn < height; ++i, ++drawn) {
      const bool marked = selection.marked() == matches[i];
      const std::string line = printable(choices_.lines[matches[i]]).substr(0, size.columns - 3);
      out += fmt::format("\n\r{}{}{}", marked ? "\x1b[7m> " : "  ", line, marked ? "\x1b[0m" : "");
    }
    const std::size_t hidden = matches.size() - drawn;
    out += fmt::format("\n\r\x1b[2m  {}\x1b[0m", hint(matches.size(), hidden));
    ++drawn;
    const std::string prompt = fmt::format("{}: {}", choices_.text, selection.search());
    out += fmt::format("\x1b[{}A\r{}", drawn, prompt.substr(0, size.columns - 1));
    put(out);
  }

  void close(std::string_view chosen) const {
    put(fmt::format("\r\x1b[J{}: {}\n", choices_.text, printable(chosen)));
  }

 private:
  static std::string hint(std::size_t found, std::size_t hidden) {
    if (found == 0) return "nothing matches; Backspace takes letters back";
    if (hidden > 0) return fmt::format("{} more; type to search, arrows and Enter to pick", hidden);
    return "type to search, arrows and Enter to pick";
  }

  const setup::Choices& choices_;
};

}  // namespace

std::optional<std::size_t> pick(const setup::Choices& choices) {
  const RawTerminal terminal;
  Screen screen(choices);
  Selection selection(choices.lines, choices.preset.value_or(0));
  constexpr int kPage = 10;
  for (;;) {
    screen.draw(selection);
    const Pressed pressed = RawTerminal::read();
    switch (pressed.key) {
      case Key::text:
        selection.type(pressed.c);
        break;
      case Key::erase:
        selection.erase();
        break;
      case Key::up:
      case Key::down:
        selection.move(pressed.key == Key::up ? -1 : 1);
        break;
      case Key::page_up:
      case Key::page_down:
        selection.move(pressed.key == Key::page_up ? -kPage : kPage);
        break;
      case Key::enter:
        if (const auto marked = selection.marked()) {
          screen.close(choices.lines[*marked]);
          return marked;
        }
        break;
      case Key::quit:
        screen.close("");
        return std::nullopt;
      case Key::other:
        break;
    }
  }
}

}  // namespace cloudx::cli
