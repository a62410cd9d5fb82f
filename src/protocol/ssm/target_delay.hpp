#pragma once
// The queueing delay that the controller aims at: 25 ms, less on a path that drops messages before
// its queue is that long. As BBRv2 (draft-cardwell-iccrg-bbr-congestion-control) does, it answers
// only to more losses than a path without a full queue may have at random.

#include <algorithm>
#include <chrono>
#include <cmath>

#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class TargetDelay {
 public:
  using Seconds = std::chrono::duration<double>;

  void begin(TimePoint now) { judged_ = now; }
  void on_lost() { ++lost_; }
  void on_not_lost() { lost_ = std::max(lost_ - 1, 0.0); }  // a repeat has proved needless
  void on_delivered() { ++delivered_; }
  // Counts anew: what an agent lost that was not listening says nothing about queues.
  void forget() { lost_ = delivered_ = 0; }

  // Since the last judgement.
  [[nodiscard]] bool lossy() const { return lost_ > tolerated(lost_ + delivered_); }

  // Judges once there is enough to judge. True: the delay has been reduced.
  bool judge(TimePoint now, Seconds round_trip) {
    if (lost_ + delivered_ < kEnough) return false;
    const bool reduced = lossy();
    if (reduced) {
      // Below a twentieth of the round trip, growth could not outweigh a few random losses.
      value_ = std::min(value_, std::max({value_ * 0.6, kLeast, round_trip / 20}));
    } else {
      value_ = std::min(value_ + kRegain * Seconds(now - judged_).count(), kMost);
    }
    forget();
    judged_ = now;
    return reduced;
  }

  [[nodiscard]] Seconds value() const { return value_; }
  [[nodiscard]] bool reduced() const { return value_ < kMost; }

 private:
  static constexpr Seconds kMost{0.025};
  static constexpr Seconds kLeast{0.002};
  static constexpr Seconds kRegain{0.0005};  // per second
  static constexpr double kEnough = 512;     // messages
  static constexpr double kRandom = 0.02;    // 1 % each way: a lost acknowledge looks the same

  // Four standard deviations above the random losses of so many messages.
  static double tolerated(double messages) {
    return kRandom * messages + 4 * std::sqrt(kRandom * messages);
  }

  Seconds value_ = kMost;
  TimePoint judged_;
  double lost_ = 0;
  double delivered_ = 0;
};

}  // namespace cloudx::ssm
