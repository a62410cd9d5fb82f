#pragma once
// What a relay has cost, roughly.

#include <chrono>

namespace cloudx::relay {

// In the unit of `hourly_price`. EC2 bills Linux instances by the second and for a minute at least
// (aws.amazon.com/ec2/pricing/on-demand); addresses, disks and traffic are not in it.
[[nodiscard]] double running_cost(std::chrono::milliseconds ran, double hourly_price);

}  // namespace cloudx::relay
