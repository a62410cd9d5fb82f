#pragma once
// The terminal of a session, and messages that must not be mixed up with what it shows.

#include <functional>
#include <optional>

#include "base/progress.hpp"
#include "os/terminal.hpp"

namespace cloudx::terminal {

// Passes everything on. While the session has the terminal it is given back for each line, whose
// end would else be no begin of the next.
class TerminalMode final : public Progress {
 public:
  explicit TerminalMode(Progress& progress) : progress_(progress) {}

  // From here on, and until the end of this object, every byte is the session's.
  void begin();

  void status(std::string_view text, bool wait) override {
    outside([&] { progress_.status(text, wait); });
  }
  void detail(std::string_view text) override {
    outside([&] { progress_.detail(text); });
  }
  void warn(std::string_view text) override {
    outside([&] { progress_.warn(text); });
  }
  void report(std::string_view text) override {
    outside([&] { progress_.report(text); });
  }
  void done() override { progress_.done(); }

 private:
  void outside(const std::function<void()>& tell);

  Progress& progress_;
  std::optional<os::TypingMode> raw_;
};

}  // namespace cloudx::terminal
