#pragma once
// Progress on stderr: one live line on a terminal, plain lines otherwise and where TERM is dumb.

#include <chrono>
#include <string>

#include "base/progress.hpp"

namespace cloudx::cli {

enum class Verbosity : std::uint8_t { quiet, normal, verbose };

enum class TerminalKind : std::uint8_t {
  none,  // a file, a pipe
  dumb,  // takes lines and nothing else
  full,  // has a cursor that moves
};

[[nodiscard]] TerminalKind terminal_kind(int descriptor);

class TerminalProgress final : public Progress {
 public:
  TerminalProgress(Verbosity verbosity, TerminalKind kind);

  void now(std::string_view text, bool wait) override;
  void detail(std::string_view text) override;
  void warn(std::string_view text) override;
  void report(std::string_view text) override;
  void done() override;

 private:
  void erase_live_line();
  void line(std::string_view text);

  Verbosity verbosity_;
  TerminalKind kind_;
  bool live_ = false;      // a line without its newline stands on the terminal
  std::string last_wait_;  // plain mode: the state already told
  std::chrono::steady_clock::time_point started_;
};

}  // namespace cloudx::cli
