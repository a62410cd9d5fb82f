#include "aws/core/partition.hpp"

#include <algorithm>
#include <array>

namespace cloudx::aws {

namespace {

struct Row {
  std::string_view region_prefix;
  Partition partition;
};

constexpr std::array<Row, 7> kSpecial = {{
    {"cn-", {"aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn"}},
    {"us-gov-", {"aws-us-gov", "amazonaws.com", "api.aws"}},
    {"eusc-de-", {"aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu"}},
    {"us-iso-", {"aws-iso", "c2s.ic.gov", "api.aws.ic.gov"}},
    {"us-isob-", {"aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud"}},
    {"eu-isoe-", {"aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"}},
    {"us-isof-", {"aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov"}},
}};
constexpr Partition kAws = {"aws", "amazonaws.com", "api.aws"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What follows the prefix: \w+-\d+
bool is_place_and_number(std::string_view rest) {
  const std::size_t hyphen = rest.find('-');
  if (hyphen == 0 || hyphen == std::string_view::npos) return false;
  const std::string_view place = rest.substr(0, hyphen);
  const std::string_view number = rest.substr(hyphen + 1);
  const auto is_word = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
  return std::ranges::all_of(place, is_word) && !number.empty() &&
         std::ranges::all_of(number, is_digit);
}

bool lies_under(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() + 1 && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

bool Partition::owns_host(std::string_view host) const {
  return lies_under(host, dns_suffix) || lies_under(host, dual_stack_dns_suffix);
}

const Partition& partition_of(std::string_view region) {
  const auto found = std::ranges::find_if(kSpecial, [&](const Row& row) {
    return region.starts_with(row.region_prefix) &&
           is_place_and_number(region.substr(row.region_prefix.size()));
  });
  return found == kSpecial.end() ? kAws : found->partition;
}

bool is_region_name(std::string_view region) {
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '-'; };
  return !region.empty() && region.size() <= 63 && std::ranges::all_of(region, allowed) &&
         !region.starts_with('-') && !region.ends_with('-');
}

}  // namespace cloudx::aws
