#pragma once
// How long to wait for an acknowledge before a message is repeated: the estimator that
// session-manager-plugin and amazon-ssm-agent share (the one of RFC 6298, variance first).

#include <algorithm>
#include <chrono>
#include <cmath>

namespace cloudx::ssm {

using Millis = std::chrono::duration<double, std::milli>;

class RttEstimator {
 public:
  // One measured round trip. Only of a message sent once: of a repeated one it is not known which
  // copy the acknowledge answers (Karn's rule).
  void add(Millis sample) {
    variation_ = 0.75 * variation_ + 0.25 * Millis(std::abs((rtt_ - sample).count()));
    rtt_ = 0.875 * rtt_ + 0.125 * sample;
    timeout_ = std::min(rtt_ + std::max(Millis(10), 4 * variation_), Millis(1000));
  }

  [[nodiscard]] Millis rtt() const { return rtt_; }
  [[nodiscard]] Millis variation() const { return variation_; }
  [[nodiscard]] Millis timeout() const { return timeout_; }  // at most 1 s

 private:
  Millis rtt_{100};
  Millis variation_{0};
  Millis timeout_{200};
};

}  // namespace cloudx::ssm
