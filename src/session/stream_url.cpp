#include "session/stream_url.hpp"

#include <optional>
#include <string>

#include <fmt/format.h>

#include "aws/core/partition.hpp"
#include "aws/core/service.hpp"

namespace cloudx::session {

namespace {

// "vpce-0123456789abcdef0-a1b2c3d4.", for one zone with "-us-east-1a" behind it: what stands before
// the service in the name of a VPC endpoint (AWS PrivateLink Guide, "Endpoint-specific DNS names").
bool is_endpoint_label(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return text.starts_with("vpce-") && text.ends_with('.') &&
         text.find_first_not_of(kLetters) == text.size() - 1;
}

// ssmmessages.REGION.SUFFIX, with -fips and with the partition's dual-stack suffix too, and
// vpce-….ssmmessages.REGION.vpce.SUFFIX.
bool is_gateway_of(std::string_view host, std::string_view region) {
  const aws::Partition& partition = aws::partition_of(region);
  for (const std::string_view prefix : {"ssmmessages", "ssmmessages-fips"}) {
    for (const std::string_view suffix : {partition.dns_suffix, partition.dual_stack_dns_suffix}) {
      if (host == fmt::format("{}.{}.{}", prefix, region, suffix)) return true;
      const std::string private_part = fmt::format("{}.{}.vpce.{}", prefix, region, suffix);
      if (!host.ends_with(private_part)) continue;
      if (is_endpoint_label(host.substr(0, host.size() - private_part.size()))) return true;
    }
  }
  return false;
}

std::optional<std::string> configured(const aws::EndpointOptions& endpoints,
                                      const aws::Service& service) {
  const auto found = endpoints.urls.find(service.id);
  if (found == endpoints.urls.end()) return std::nullopt;
  return found->second;
}

}  // namespace

Result<Url> check_stream_url(std::string_view stream_url, const aws::EndpointOptions& endpoints) {
  auto url = parse_url(stream_url);
  if (!url) return fail("the service's stream URL", url.error());
  const auto ssm = configured(endpoints, aws::kSsm);
  const auto gateway = configured(endpoints, aws::kSsmMessages);
  const bool plain_allowed = ssm && ssm->starts_with("http:");
  if (url->scheme != "wss" && !(url->scheme == "ws" && plain_allowed)) {
    return fail(Errc::protocol, "the service's stream URL is not wss");
  }
  if (!url->user_info.empty()) {
    return fail(Errc::protocol, "the service's stream URL has a user name in it");
  }
  if (gateway) {
    const auto own = parse_url(*gateway);
    if (!own) return fail("AWS_ENDPOINT_URL_SSMMESSAGES", own.error());
    url->scheme = own->secure() ? "wss" : "ws";
    url->host = own->host;
    url->port = own->port;
  } else if (!ssm && !is_gateway_of(url->host, endpoints.region.value_or(""))) {
    return fail(Errc::protocol,
                fmt::format("the service's stream URL leads to {}, which is not the "
                            "message gateway of {}",
                            url->host, endpoints.region.value_or("")));
  }
  return url;
}

}  // namespace cloudx::session
