#pragma once
// Programs that only a virtual machine has, first in its PATH: systemd's, as far as user data calls
// them, ending and timing this VM instead of a computer.

#include <filesystem>

#include "base/error.hpp"

namespace cloudx::sandbox {

// A file with how many times faster than ours the VM's time passes, for sleep and systemd's timers:
// 1 or more. A sleep that has begun keeps to what it was then.
inline constexpr const char* kTimeScaleInside = "/sandbox/time-scale";

[[nodiscard]] Result<void> write_fake_programs(const std::filesystem::path& folder);

}  // namespace cloudx::sandbox
