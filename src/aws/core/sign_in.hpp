#pragma once
// The AWS sign-in service, which `aws login` uses. Its host names follow rules of their own
// (botocore's data/signin/2023-01-01, endpoint rule set), so that it stands apart from service.hpp.

#include <string>
#include <string_view>

#include "aws/core/endpoint.hpp"
#include "aws/core/service.hpp"

namespace cloudx::aws {

inline constexpr Service kSignIn{"signin", "signin", "", "2023-01-01", "", Protocol::rest_json};

// The name of its host where none is configured.
[[nodiscard]] std::string sign_in_host(const EndpointOptions& options, std::string_view region);

}  // namespace cloudx::aws
