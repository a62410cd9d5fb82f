#pragma once

#include <filesystem>

#include "instances/selection.hpp"

namespace cloudx::instances {

// Finds hosts in our ssh config file. A file that is not there has none.
[[nodiscard]] HostLookup hosts_in(const std::filesystem::path& ssh_config);

}  // namespace cloudx::instances
