#pragma once

#include <cstddef>

namespace cloudx::os {

// Whether `count` numbers of files, connections among them, are left above the lowest free one,
// which POSIX gives to the next file that is opened: who asks before each one leaves that many to
// others. Always true where there is no limit.
[[nodiscard]] bool has_spare_files(std::size_t count);

}  // namespace cloudx::os
