#pragma once
// Whether a service can be reached, and if not, at which stage it ends.

#include <optional>
#include <string>

#include "base/error.hpp"
#include "features/doctor/finding.hpp"

namespace cloudx::doctor {

struct EndpointFacts {
  std::string service;         // host prefix: "ssm"
  std::string authority;       // "ssm.eu-west-1.amazonaws.com"
  std::string proxy;           // authority of the proxy in between; "" without one
  std::optional<Error> error;  // of net::Connector; nullopt: TLS stands
};

[[nodiscard]] Finding check_endpoint(const EndpointFacts& facts, const std::string& region);

}  // namespace cloudx::doctor
