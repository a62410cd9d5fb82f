#pragma once
// Pauses between attempts: each up to twice as long as the one before, none at the same moment as
// those of others.

#include <algorithm>
#include <chrono>

namespace cloudx::relay {

class Backoff {
 public:
  using Duration = std::chrono::milliseconds;

  Backoff(Duration first, Duration most) : first_(first), most_(most), next_(first) {}

  // `random` in [0, 1): between half of the pause and all of it.
  [[nodiscard]] Duration next(double random) {
    const Duration whole = next_;
    next_ = std::min(next_ * 2, most_);
    return Duration(
        static_cast<Duration::rep>(static_cast<double>(whole.count()) * (0.5 + (random / 2))));
  }
  void reset() { next_ = first_; }

 private:
  Duration first_;
  Duration most_;
  Duration next_;
};

}  // namespace cloudx::relay
