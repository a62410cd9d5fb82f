#pragma once
// Files that are there before they are written: locks, and what another library writes.

#include <filesystem>

#include "base/error.hpp"
#include "os/descriptor.hpp"

namespace cloudx::os {

// Opened for reading and writing. Where there is none an empty one is made, for the user alone
// whatever the umask; one that is there keeps its mode. Errc::io.
[[nodiscard]] Result<Descriptor> open_private_file(const std::filesystem::path& path);

// The same without keeping it open: an empty file is there afterwards, or an older one.
[[nodiscard]] Result<void> make_private_file(const std::filesystem::path& path);

}  // namespace cloudx::os
