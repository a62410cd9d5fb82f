#include "aws/core/sign_in.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "aws/core/partition.hpp"

namespace cloudx::aws {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kDomains = {
    {{"aws", "aws.amazon.com"},
     {"aws-cn", "amazonaws.cn"},
     {"aws-us-gov", "amazonaws-us-gov.com"},
     {"aws-eusc", "amazonaws-eusc.eu"},
     {"aws-iso", "c2shome.ic.gov"},
     {"aws-iso-b", "sc2shome.sgov.gov"},
     {"aws-iso-e", "csphome.adc-e.uk"},
     {"aws-iso-f", "csphome.hci.ic.gov"}}};

std::string_view domain_of(const Partition& partition) {
  const auto* const found =
      std::ranges::find(kDomains, partition.name, [](const auto& row) { return row.first; });
  return found == kDomains.end() ? kDomains.front().second : found->second;
}

}  // namespace

std::string sign_in_host(const EndpointOptions& options, std::string_view region) {
  const Partition& partition = partition_of(region);
  if (options.dual_stack) {
    return fmt::format("signin{}.{}.{}", options.fips ? "-fips" : "", region,
                       partition.dual_stack_dns_suffix);
  }
  if (!options.fips) return fmt::format("{}.signin.{}", region, domain_of(partition));
  if (partition.name != "aws-us-gov") {
    return fmt::format("signin-fips.{}.{}", region, partition.dns_suffix);
  }
  return region == "us-gov-west-1" ? "signin-fips.amazonaws-us-gov.com"
                                   : fmt::format("{}.signin-fips.amazonaws-us-gov.com", region);
}

}  // namespace cloudx::aws
