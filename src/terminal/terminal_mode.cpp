#include "terminal/terminal_mode.hpp"

namespace cloudx::terminal {

void TerminalMode::begin() {
  raw_.emplace(os::Typing::raw);
}

void TerminalMode::outside(const std::function<void()>& tell) {
  const bool was_raw = raw_.has_value();
  raw_.reset();
  tell();
  if (was_raw) raw_.emplace(os::Typing::raw);
}

}  // namespace cloudx::terminal
