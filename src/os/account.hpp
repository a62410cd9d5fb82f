#pragma once
// The accounts of this machine.

#include <string>

namespace cloudx::os {

[[nodiscard]] bool account_exists(const std::string& name);

// What the system calls whoever runs this program, as ssh's token %i has it: the number of the
// user.
[[nodiscard]] std::string account_id();

}  // namespace cloudx::os
