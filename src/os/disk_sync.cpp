#include "os/disk_sync.hpp"

#include <unistd.h>

namespace cloudx::os {

bool sync_to_disk(int descriptor) {
  return ::fsync(descriptor) == 0;
}

}  // namespace cloudx::os
