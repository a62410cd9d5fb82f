#pragma once
// Which calls a service refuses because they are too many (Faults::ec2_throttle_every and ec2_rate,
// api_rate).

#include <cstdint>

#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

class Throttle {
 public:
  // Counts one call. Every so many-th is refused, and those above the rate (calls a second); 0:
  // none.
  [[nodiscard]] bool refuses(std::uint64_t every, std::uint64_t most, Time now);

 private:
  std::uint64_t calls_ = 0;
  double tokens_ = 0;  // calls that the rate leaves; at most those of one second
  Time refilled_ = Time::min();
};

}  // namespace cloudx::sandbox
