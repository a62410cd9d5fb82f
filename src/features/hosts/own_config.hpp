#pragma once
// The ssh config file that holds our hosts.

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "home/locations.hpp"
#include "home/surroundings.hpp"

namespace cloudx::hosts {

// As the options say; without them that of the default directory, and where there is none yet, that
// of the other one (~/.ssh/vscode, ~/.ssh/cloudX). It need not exist.
[[nodiscard]] std::filesystem::path own_config(const home::LocationRequest& request,
                                               const home::Surroundings& surroundings);

// Errc::not_found says how to make one.
[[nodiscard]] Result<std::string> read_own_config(const std::filesystem::path& file);

}  // namespace cloudx::hosts
