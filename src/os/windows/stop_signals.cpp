#include "os/stop_signals.hpp"

#include <csignal>

namespace cloudx::os {

// SIGBREAK is Ctrl-Break, and the end of the console or of the user's session ("signal", UCRT).
std::vector<int> stop_signals() {
  return {SIGINT, SIGTERM, SIGBREAK};
}

std::vector<int> all_stop_signals() {
  return stop_signals();
}

bool is_hangup(int) {
  return false;
}

bool is_interrupt(int number) {
  return number == SIGINT;
}

void raise_again(int number) {
  std::raise(number);
}

}  // namespace cloudx::os
