#include "os/standard_descriptors.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>

namespace cloudx::os {

void occupy_standard_descriptors() {
  constexpr std::array kModes{O_WRONLY, O_RDONLY, O_WRONLY};
  for (int descriptor = 0; descriptor < static_cast<int>(kModes.size()); ++descriptor) {
    const bool closed = ::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF;
    // It gets the number that is missing: those below are taken.
    if (closed) ::open("/dev/null", kModes.at(static_cast<std::size_t>(descriptor)));
  }
}

}  // namespace cloudx::os
