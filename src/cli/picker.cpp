#include "cli/picker.hpp"

#include <chrono>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "os/standard_stream.hpp"
#include "os/terminal.hpp"

namespace cloudx::cli {

namespace {

constexpr std::size_t kMostLines = 15;
// An escape sequence comes in one go, the Escape key alone.
constexpr std::chrono::milliseconds kEscapeWait{50};

enum class Key : std::uint8_t { text, enter, erase, up, down, page_up, page_down, quit, other };

struct Pressed {
  Key key = Key::other;
  char c = 0;
};

Pressed read_escape_sequence() {
  if (!os::input_comes_within(kEscapeWait)) return {Key::quit};
  std::string sequence;
  while (sequence.size() < 8) {
    const auto c = os::read_byte();
    if (!c) break;
    sequence += *c;
    const bool first = sequence.size() == 1;
    if (!first && *c >= 0x40 && *c <= 0x7e) break;
    if (first && *c != '[' && *c != 'O') break;
  }
  if (sequence == "[A" || sequence == "OA") return {Key::up};
  if (sequence == "[B" || sequence == "OB") return {Key::down};
  if (sequence == "[5~") return {Key::page_up};
  if (sequence == "[6~") return {Key::page_down};
  return {Key::other};
}

Pressed read_key() {
  const auto c = os::read_byte();
  if (!c) return {Key::quit};
  switch (*c) {
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
      return read_escape_sequence();
    default:
      return static_cast<unsigned char>(*c) < 0x20 ? Pressed{Key::other} : Pressed{Key::text, *c};
  }
}

// Of stdout; what is too small for a list, or not known, counts as the size that was once usual.
os::TerminalSize screen_size() {
  const os::TerminalSize size = os::terminal_size(os::StandardStream::output);
  return size.rows < 4 || size.columns < 20 ? os::TerminalSize{.rows = 24, .columns = 80} : size;
}

// What cannot be shown is not worth an error: the next read tells.
void put(std::string_view text) {
  [[maybe_unused]] const auto shown = os::write_all(os::StandardStream::output, text);
}

// The list below the line of the search; redrawn whole after every key.
class Screen {
 public:
  explicit Screen(const setup::Choices& choices) : choices_(choices) {}

  void draw(const Selection& selection) {
    const os::TerminalSize size = screen_size();
    const std::size_t height = std::min(kMostLines, size.rows - 3);
    std::string out = "\r\x1b[J";
    std::size_t drawn = 0;
    const std::size_t first = selection.first_shown(height);
    const auto& matches = selection.matches();
    for (std::size_t i = first; i < matches.size() && drawn < height; ++i, ++drawn) {
      const bool marked = selection.marked() == matches[i];
      const std::string line = excerpt(choices_.lines[matches[i]], size.columns - 6);
      out += fmt::format("\n\r{}{}{}", marked ? "\x1b[7m> " : "  ", line, marked ? "\x1b[0m" : "");
    }
    const std::size_t hidden = matches.size() - drawn;
    out += fmt::format("\n\r\x1b[2m  {}\x1b[0m", hint(matches.size(), hidden));
    ++drawn;
    const std::string prompt = fmt::format("{}: {}", choices_.text, selection.search());
    out += fmt::format("\x1b[{}A\r{}", drawn, excerpt(prompt, size.columns - 4));
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
  const os::TypingMode mode(os::Typing::keys);
  Screen screen(choices);
  Selection selection(choices.lines, choices.preset.value_or(0));
  constexpr int kPage = 10;
  for (;;) {
    screen.draw(selection);
    const Pressed pressed = read_key();
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
