#pragma once
// Where a service is called and for which region its requests are signed (the SDKs' endpoint
// rules).

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/service.hpp"
#include "base/error.hpp"
#include "base/url.hpp"

namespace cloudx::aws {

struct EndpointOptions {
  std::optional<std::string> region;
  bool fips = false;
  bool dual_stack = false;
  // Configured URLs by Service::id; they replace scheme, host and base path, never the region.
  std::map<std::string, std::string, std::less<>> urls;
};

struct Endpoint {
  Url url;  // target: the base path, "/" unless configured otherwise
  std::string signing_region;

  // The URL with `path` ("/token", may have a query) behind the base path.
  [[nodiscard]] Url at(std::string_view path) const;
};

// Whether nobody knows before StartSession where the message gateway is: ssm has a configured URL,
// and what answers there names a gateway of its own.
[[nodiscard]] bool gateway_is_told_later(const EndpointOptions& options);

// `region`, where given, stands in for options.region (SSO and KMS have their own).
// Errc::configuration when there is no region, it cannot be part of a host name, or a configured
// URL is not usable.
[[nodiscard]] Result<Endpoint> resolve_endpoint(const Service& service,
                                                const EndpointOptions& options,
                                                const std::optional<std::string>& region = {});

}  // namespace cloudx::aws
