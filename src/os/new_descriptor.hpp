#pragma once
// Descriptors of POSIX that no program which this one starts inherits. For the sources of src/os.

#include <optional>

#include "os/descriptor.hpp"

namespace cloudx::os {

// As socket(2) of protocol 0; negative where that fails, and errno says why.
[[nodiscard]] Descriptor open_socket(int family, int type);

struct PipeEnds {
  Descriptor read_end;
  Descriptor write_end;
};

// Nothing where the system has none left; errno says why.
[[nodiscard]] std::optional<PipeEnds> open_pipe();

}  // namespace cloudx::os
