#include "os/prompt/controlling_terminal.hpp"

#include <fcntl.h>

namespace cloudx::os {

int open_controlling_terminal() {
  return ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

}  // namespace cloudx::os
