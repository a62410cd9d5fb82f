#include "os/disk_sync.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace cloudx::os {

// fsync(2) leaves it in the disk's own buffer here; F_FULLFSYNC (fcntl(2)) does not, but is not for
// every file system.
bool sync_to_disk(int descriptor) {
  return ::fcntl(descriptor, F_FULLFSYNC) == 0 || ::fsync(descriptor) == 0;
}

}  // namespace cloudx::os
