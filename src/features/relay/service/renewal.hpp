#pragma once
// What a running service takes from a configuration that is read anew.

#include <string_view>
#include <vector>

#include "features/relay/config/service_config.hpp"

namespace cloudx::relay {

// Puts `fresh` in place of `running`, but for the settings that stand as long as the process. Gives
// the names of those of them that differ: they need a restart.
[[nodiscard]] std::vector<std::string_view> renew(ServiceConfig& running, ServiceConfig fresh);

}  // namespace cloudx::relay
