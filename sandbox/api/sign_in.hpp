#pragma once
// What `aws login` does, without a browser: somebody is logged in afterwards.

#include <string>
#include <string_view>

#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

// Returns the content of the file that `aws login` leaves in ~/.aws/login/cache.
[[nodiscard]] std::string log_in(World& world, std::string_view arn, Time now);

}  // namespace cloudx::sandbox
