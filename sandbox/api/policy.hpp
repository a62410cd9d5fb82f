#pragma once
// What the caller's IAM policy permits.

#include <expected>

#include "sandbox/api/call.hpp"

namespace cloudx::sandbox {

[[nodiscard]] std::expected<void, ApiError> permitted(const World& world, const ApiCall& call);

}  // namespace cloudx::sandbox
