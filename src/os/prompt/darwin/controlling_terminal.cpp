#include "os/prompt/controlling_terminal.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <libproc.h>
#include <string>
#include <sys/proc_info.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cloudx::os {

namespace {

// "/dev/ttys003"; "" where there is none. devname_r(3) makes the name of the number.
std::string terminal_device() {
  proc_bsdinfo self{};
  const int size = ::proc_pidinfo(::getpid(), PROC_PIDTBSDINFO, 0, &self, PROC_PIDTBSDINFO_SIZE);
  if (size != static_cast<int>(PROC_PIDTBSDINFO_SIZE)) return {};
  std::array<char, 64> name{};
  const auto number = static_cast<dev_t>(self.e_tdev);
  const char* const known = ::devname_r(number, S_IFCHR, name.data(), name.size());
  return known == nullptr ? "" : std::string("/dev/").append(known);
}

}  // namespace

// kqueue(2) refuses /dev/tty with EINVAL, and takes the device that stands behind it.
int open_controlling_terminal() {
  return ::open(terminal_device().c_str(), O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

}  // namespace cloudx::os
