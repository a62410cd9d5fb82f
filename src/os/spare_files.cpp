#include "os/spare_files.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "os/descriptor.hpp"

namespace cloudx::os {

bool has_spare_files(std::size_t count) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return true;
  const Descriptor lowest(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
  return lowest.get() >= 0 && static_cast<rlim_t>(lowest.get()) + count < limit.rlim_cur;
}

}  // namespace cloudx::os
