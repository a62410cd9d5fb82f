#include "os/new_descriptor.hpp"

#include <array>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cloudx::os {

namespace {

// Neither socket(2) nor pipe(2) takes a flag for that here: a program that another thread starts in
// between would inherit it. Those that start programs have one thread.
Descriptor kept(int descriptor) {
  if (descriptor >= 0) ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return Descriptor(descriptor);
}

}  // namespace

Descriptor open_socket(int family, int type) {
  return kept(::socket(family, type, 0));
}

std::optional<PipeEnds> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return std::nullopt;
  return PipeEnds{.read_end = kept(ends[0]), .write_end = kept(ends[1])};
}

}  // namespace cloudx::os
