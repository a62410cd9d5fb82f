#pragma once

#include <string>

namespace cloudx::os {

// What this machine calls itself, with or without its domain; "" where it does not say.
[[nodiscard]] std::string host_name();

}  // namespace cloudx::os
