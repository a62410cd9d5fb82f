#include "os/new_descriptor.hpp"

#include <array>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cloudx::os {

Descriptor open_socket(int family, int type) {
  return Descriptor(::socket(family, type | SOCK_CLOEXEC, 0));
}

std::optional<PipeEnds> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return PipeEnds{.read_end = Descriptor(ends[0]), .write_end = Descriptor(ends[1])};
}

}  // namespace cloudx::os
