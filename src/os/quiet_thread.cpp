#include "os/quiet_thread.hpp"

#include <csignal>
#include <utility>

namespace cloudx::os {

std::thread start_quiet_thread(std::function<void()> work) {
  // A new thread has the mask of its maker.
  sigset_t all{};
  sigset_t before{};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread started(std::move(work));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return started;
}

}  // namespace cloudx::os
