#include "os/stop_signals.hpp"

#include <csignal>

namespace cloudx::os {

std::vector<int> all_stop_signals() {
  return {SIGINT, SIGTERM, SIGHUP};
}

std::vector<int> stop_signals() {
  std::vector<int> wanted;
  for (const int number : all_stop_signals()) {
    struct sigaction inherited{};
    const bool known = ::sigaction(number, nullptr, &inherited) == 0;
    if (!known || inherited.sa_handler != SIG_IGN) wanted.push_back(number);
  }
  return wanted;
}

bool is_hangup(int number) {
  return number == SIGHUP;
}

bool is_interrupt(int number) {
  return number == SIGINT;
}

void raise_again(int number) {
  std::raise(number);
}

}  // namespace cloudx::os
