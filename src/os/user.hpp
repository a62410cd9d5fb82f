#pragma once
// Whoever runs this program.

#include <string>

namespace cloudx::os {

// Where the user's own files are: HOME, which the user may change, or else as the account has it;
// "/" where neither is known.
[[nodiscard]] std::string home_directory();

// As the account has it, which is what ssh goes by; "" where it has none.
[[nodiscard]] std::string account_home_directory();

// What the system calls the user, as ssh's token %i has it: a number.
[[nodiscard]] std::string account_id();

}  // namespace cloudx::os
