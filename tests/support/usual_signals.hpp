#pragma once
// Signals as a program has them that nobody has kept any from. Whoever starts the tests may have
// ignored some (nohup; a job in the background of a script), which fork and exec pass on: what a
// test sends would do nothing then, and be waited for.

#include <csignal>

namespace cloudx::test {

inline void use_usual_signals() {
  for (const int number :
       {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1}) {
    std::signal(number, SIG_DFL);
  }
  sigset_t none{};
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace cloudx::test
