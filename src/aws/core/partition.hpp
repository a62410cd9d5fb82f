#pragma once
// AWS partitions: separate sets of regions with their own domains (the SDKs' partitions.json).

#include <string_view>

namespace cloudx::aws {

struct Partition {
  std::string_view name;  // as in ARNs: "aws", "aws-cn"
  std::string_view dns_suffix;
  std::string_view dual_stack_dns_suffix;

  // True if `host` (lower case) lies under one of the partition's domains.
  [[nodiscard]] bool owns_host(std::string_view host) const;
};

// By the region's form; a region of unknown form belongs to "aws".
[[nodiscard]] const Partition& partition_of(std::string_view region);

// Regions become part of host names: [A-Za-z0-9-], 1 to 63 characters, no hyphen at either end.
[[nodiscard]] bool is_region_name(std::string_view region);

}  // namespace cloudx::aws
