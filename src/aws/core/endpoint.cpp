#include "aws/core/endpoint.hpp"

#include <fmt/format.h>

#include "aws/core/partition.hpp"
#include "aws/core/sign_in.hpp"
#include "aws/core/text.hpp"

namespace cloudx::aws {

namespace {

std::string host_name(const Service& service, const EndpointOptions& options,
                      std::string_view region) {
  if (service.id == kSignIn.id) return sign_in_host(options, region);
  const Partition& partition = partition_of(region);
  const bool plain =
      partition.name == "aws-us-gov" && service.plain_fips_host_in_gov && !options.dual_stack;
  return fmt::format("{}{}.{}.{}", service.host_prefix, options.fips && !plain ? "-fips" : "",
                     region,
                     options.dual_stack ? partition.dual_stack_dns_suffix : partition.dns_suffix);
}

}  // namespace

Url Endpoint::at(std::string_view path) const {
  Url out = url;
  out.target = out.target.substr(0, out.target.find('?'));
  if (out.target.ends_with('/')) out.target.pop_back();
  out.target += path;
  return out;
}

bool gateway_is_told_later(const EndpointOptions& options) {
  return options.urls.contains(kSsm.id) && !options.urls.contains(kSsmMessages.id);
}

Result<Endpoint> resolve_endpoint(const Service& service, const EndpointOptions& options,
                                  const std::optional<std::string>& region) {
  const std::optional<std::string>& used = region ? region : options.region;
  if (!used) {
    return fail(Errc::configuration,
                "no AWS region: give --region, set AWS_REGION or AWS_DEFAULT_REGION, or add "
                "\"region = ...\" to the profile");
  }
  if (!is_region_name(*used)) {
    return fail(Errc::configuration,
                fmt::format("\"{}\" is not an AWS region", presentable(*used, 80)));
  }
  const auto configured = options.urls.find(service.id);
  if (configured == options.urls.end()) {
    Url url{"https", "", lower(host_name(service, options, *used)), 443, "/"};
    return Endpoint{std::move(url), *used};
  }
  auto url = parse_url(configured->second);
  if (!url) return fail(fmt::format("endpoint URL of {}", service.id), url.error());
  if (url->scheme != "https" && url->scheme != "http") {
    return fail(Errc::configuration,
                fmt::format("endpoint URL of {}: the scheme must be https or http", service.id));
  }
  return Endpoint{std::move(*url), *used};
}

}  // namespace cloudx::aws
