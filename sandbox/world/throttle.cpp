#include "sandbox/world/throttle.hpp"

#include <algorithm>

namespace cloudx::sandbox {

bool Throttle::refuses(const Faults& faults, Time now) {
  ++calls_;
  if (faults.ec2_throttle_every != 0 && calls_ % faults.ec2_throttle_every == 0) return true;
  if (faults.ec2_rate == 0) {
    refilled_ = Time::min();
    return false;
  }
  const auto rate = static_cast<double>(faults.ec2_rate);
  if (refilled_ == Time::min()) {
    tokens_ = rate;
  } else {
    const double seconds = std::chrono::duration<double>(now - refilled_).count();
    tokens_ = std::min(rate, tokens_ + std::max(0.0, seconds) * rate);
  }
  refilled_ = now;
  if (tokens_ < 1) return true;
  tokens_ -= 1;
  return false;
}

}  // namespace cloudx::sandbox
