#include "os/descriptor.hpp"

#include <unistd.h>

namespace cloudx::os {

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace cloudx::os
