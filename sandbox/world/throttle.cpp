#include "sandbox/world/throttle.hpp"

#include <algorithm>

namespace cloudx::sandbox {

bool Throttle::refuses(std::uint64_t every, std::uint64_t most, Time now) {
  ++calls_;
  if (every != 0 && calls_ % every == 0) return true;
  if (most == 0) {
    refilled_ = Time::min();
    return false;
  }
  const auto rate = static_cast<double>(most);
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
