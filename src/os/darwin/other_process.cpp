#include "os/other_process.hpp"

#include <array>
#include <fcntl.h>
#include <libproc.h>
#include <string_view>
#include <sys/param.h>
#include <sys/proc_info.h>
#include <unistd.h>

namespace cloudx::os {

std::string name_of_process(int process) {
  std::array<char, 2 * MAXCOMLEN + 1> name{};
  return ::proc_name(process, name.data(), name.size()) > 0 ? std::string(name.data()) : "";
}

// Of a process of the same user the system tells which file a descriptor is (proc_pidfdinfo, of
// <libproc.h>), and a terminal is one. A pipe has no name to open it by.
Descriptor open_stderr_of(int process) {
  vnode_fdinfowithpath file{};
  const int size = ::proc_pidfdinfo(process, STDERR_FILENO, PROC_PIDFDVNODEPATHINFO, &file,
                                    PROC_PIDFDVNODEPATHINFO_SIZE);
  const bool is_device = size == static_cast<int>(PROC_PIDFDVNODEPATHINFO_SIZE) &&
                         std::string_view(file.pvip.vip_path).starts_with("/dev/");
  if (!is_device) return Descriptor(-1);
  return Descriptor(::open(file.pvip.vip_path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
}

}  // namespace cloudx::os
