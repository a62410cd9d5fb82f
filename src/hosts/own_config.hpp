#pragma once
// The ssh config file that holds our hosts.

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace cloudx::hosts {

// Errc::not_found says how to make one.
[[nodiscard]] Result<std::string> read_own_config(const std::filesystem::path& file);

}  // namespace cloudx::hosts
