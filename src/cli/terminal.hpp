#pragma once
// Progress for the user: one live line on a terminal, plain lines otherwise and where TERM is dumb.

#include <chrono>
#include <string>

#include "base/progress.hpp"
#include "cli/message_output.hpp"

namespace cloudx::cli {

enum class Verbosity : std::uint8_t { quiet, normal, verbose };

class TerminalProgress final : public Progress {
 public:
  TerminalProgress(Verbosity verbosity, MessageOutput output);

  void status(std::string_view text, bool wait) override;
  void detail(std::string_view text) override;
  void warn(std::string_view text) override;
  void report(std::string_view text) override;
  void done() override;

 private:
  void erase_live_line();
  void line(std::string_view text);

  Verbosity verbosity_;
  MessageOutput output_;
  bool live_ = false;      // a line without its newline stands on the terminal
  std::string last_wait_;  // plain mode: the state already told
  std::chrono::steady_clock::time_point started_;
};

}  // namespace cloudx::cli
