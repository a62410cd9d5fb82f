#pragma once
// The accounts of this machine.

#include <string>

namespace cloudx::os {

[[nodiscard]] bool account_exists(const std::string& name);

}  // namespace cloudx::os
