#pragma once
// Files that stay open: locks, and what another library writes.

#include <filesystem>

#include "base/descriptor.hpp"
#include "base/error.hpp"

namespace cloudx {

// Opened for reading and writing. Where there is none an empty one is made, for the user alone
// whatever the umask; one that is there keeps its mode. Errc::io.
[[nodiscard]] Result<Descriptor> open_private_file(const std::filesystem::path& path);

}  // namespace cloudx
