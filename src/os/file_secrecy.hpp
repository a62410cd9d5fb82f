#pragma once
// Who else may read a file with a secret.

#include <filesystem>
#include <string>

namespace cloudx::os {

// False where that cannot be told.
[[nodiscard]] bool is_open_to_others(const std::filesystem::path& file);

// What its owner has to hear of that; "" for a file that is closed to others.
[[nodiscard]] std::string open_key_warning(const std::filesystem::path& file);

}  // namespace cloudx::os
