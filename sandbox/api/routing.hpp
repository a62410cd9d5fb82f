#pragma once
// Which operation of which service an HTTP request asks for.

#include <optional>

#include "base/http.hpp"
#include "sandbox/api/call.hpp"

namespace cloudx::sandbox {

// Service, operation, protocol and input; the caller and time are not yet set. nullopt when the
// request is no AWS API request at all.
[[nodiscard]] std::optional<ApiCall> parse_call(const HttpRequest& request);

}  // namespace cloudx::sandbox
