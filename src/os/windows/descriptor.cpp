#include "os/descriptor.hpp"

#include <io.h>

namespace cloudx::os {

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::_close(fd_);
}

}  // namespace cloudx::os
