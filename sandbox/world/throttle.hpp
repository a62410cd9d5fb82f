#pragma once
// Which calls EC2 refuses because they are too many (Faults::ec2_throttle_every and ec2_rate).

#include <cstdint>

#include "sandbox/world/clock.hpp"
#include "sandbox/world/faults.hpp"

namespace cloudx::sandbox {

class Throttle {
 public:
  // Counts one call.
  [[nodiscard]] bool refuses(const Faults& faults, Time now);

 private:
  std::uint64_t calls_ = 0;
  double tokens_ = 0;  // calls that the rate leaves; at most those of one second
  Time refilled_ = Time::min();
};

}  // namespace cloudx::sandbox
