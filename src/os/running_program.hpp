#pragma once

#include <filesystem>

namespace cloudx::os {

// The file that this process runs, as the system has it; "" where it does not say. For
// program_path.hpp.
[[nodiscard]] std::filesystem::path running_program();

}  // namespace cloudx::os
