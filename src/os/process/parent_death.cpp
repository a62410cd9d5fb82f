#include "os/process/parent_death.hpp"

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace cloudx::os {

void die_with(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it died before that
}

}  // namespace cloudx::os
