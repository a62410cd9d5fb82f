#pragma once
// Which file an open descriptor of POSIX is: for the sources of src/os.

#include <optional>

#include "os/file_identity.hpp"

namespace cloudx::os {

// Nothing where it is not open.
[[nodiscard]] std::optional<FileIdentity> identity_of(int descriptor);

}  // namespace cloudx::os
