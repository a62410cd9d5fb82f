#pragma once
// Progress on stderr: one live line on a terminal, plain lines otherwise.

#include <chrono>
#include <string>

#include "base/progress.hpp"

namespace cloudx::cli {

enum class Verbosity : std::uint8_t { quiet, normal, verbose };

class TerminalProgress final : public Progress {
 public:
  TerminalProgress(Verbosity verbosity, bool is_terminal);

  void now(std::string_view text, bool wait) override;
  void detail(std::string_view text) override;
  void warn(std::string_view text) override;
  void report(std::string_view text) override;
  void done() override;

 private:
  void erase_live_line();
  void line(std::string_view text);

  Verbosity verbosity_;
  bool is_terminal_;
  bool live_ = false;      // a line without its newline stands on the terminal
  std::string last_wait_;  // plain mode: the state already told
  std::chrono::steady_clock::time_point started_;
};

}  // namespace cloudx::cli
