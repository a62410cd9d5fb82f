#include "features/plugin/endpoint.hpp"

#include <algorithm>

#include "aws/core/partition.hpp"
#include "base/url.hpp"

namespace cloudx::plugin {

namespace {

struct AwsHost {
  std::string_view service;
  std::string_view region;
};

bool ends_in(std::string_view rest, const aws::Partition& partition) {
  return rest == partition.dns_suffix || rest == partition.dual_stack_dns_suffix;
}

// "vpce-0123456789abcdef0-a1b2c3d4", which stands before the service in the names of a VPC
// endpoint, and "vpce" behind its region (AWS PrivateLink Guide, "Endpoint-specific DNS names").
bool is_endpoint_label(std::string_view label) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return label.starts_with("vpce-") && label.find_first_not_of(kLetters) == std::string_view::npos;
}

std::string_view cut_label(std::string_view& rest) {
  const std::size_t dot = std::min(rest.find('.'), rest.size());
  const std::string_view label = rest.substr(0, dot);
  rest.remove_prefix(std::min(dot + 1, rest.size()));
  return label;
}

// What SERVICE.REGION.SUFFIX and vpce-….SERVICE.REGION.vpce.SUFFIX name; none for another form.
std::optional<AwsHost> parse_aws_host(std::string_view host) {
  std::string_view rest = host;
  AwsHost parsed;
  parsed.service = cut_label(rest);
  const bool is_private = is_endpoint_label(parsed.service);
  if (is_private) parsed.service = cut_label(rest);
  parsed.region = cut_label(rest);
  if (is_private && cut_label(rest) != "vpce") return std::nullopt;
  if (parsed.service.empty() || !aws::is_region_name(parsed.region)) return std::nullopt;
  if (!ends_in(rest, aws::partition_of(parsed.region))) return std::nullopt;
  return parsed;
}

// A service without regions: "iam.amazonaws.com".
bool is_global_service(std::string_view host) {
  const std::string_view service = cut_label(host);
  return !service.empty() && ends_in(host, aws::partition_of(""));
}

}  // namespace

std::optional<std::string> ssm_endpoint(std::string_view argument) {
  const auto url = parse_url(argument);
  if (!url || (url->scheme != "https" && url->scheme != "http")) return std::nullopt;
  if (!url->user_info.empty()) return std::nullopt;
  const auto host = parse_aws_host(url->host);
  const bool of_another =
      host ? host->service != "ssm" && host->service != "ssm-fips" : is_global_service(url->host);
  if (of_another) return std::nullopt;
  return std::string(argument);
}

}  // namespace cloudx::plugin
