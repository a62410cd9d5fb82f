#pragma once

#include <cstddef>
#include <optional>

namespace cloudx::os {

// Lets this process have `wanted` files open at once, connections among them, as far as the system
// allows; where more are allowed already, it stays so. Returns how many that are; nothing where it
// does not say.
[[nodiscard]] std::optional<std::size_t> allow_open_files(std::size_t wanted);

}  // namespace cloudx::os
