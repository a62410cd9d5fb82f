#pragma once
// What the path has shown to carry for good, even if the service holds a token bucket.
//
// Such a bucket lets a burst pass at any speed and then falls to its own rate. The service of AWS
// is reported to have one (0.5 to 1 MB/s), and to end sessions that overrun its buffer. Of what was
// delivered in any stretch of time at most kBurst came out of a full bucket; the rest, divided by
// that time, is a rate that is safe to rely on. A window of that rate times (round trip + 95 ms)
// leaves a queue of 95 ms when the bucket runs dry, whatever its size and whenever that happens.

#include <algorithm>
#include <chrono>
#include <optional>

#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class ProvenRate {
 public:
  using Seconds = std::chrono::duration<double>;

  void begin(TimePoint now) {
    began_ = now;
    delivered_ = 0;
  }
  void on_delivered(double bytes) { delivered_ += bytes; }

  // After each round trip. `rate` is the present one; `broken`: acknowledges stopped for a while,
  // in which a bucket has filled up again.
  void end_round(TimePoint now, double rate, bool broken) {
    if (proven_ >= kHarmless) return;
    const double elapsed = Seconds(now - began_).count();
    if (elapsed <= 0) return;
    proven_ = std::max(proven_, (delivered_ - kBurst) / elapsed);
    // Time at a low rate only spoils the average: prove anew. Cheap as long as little was sent.
    const double mean = delivered_ / elapsed;
    const bool slower_before = mean < 0.8 * rate && delivered_ < kBurst / 4;
    if (broken || slower_before || mean < rate / 2) begin(now);
  }

  // Bytes, or nothing when no bucket that is known of can do harm any more. On very long paths the
  // queue may be three quarters of the round trip, or proving would take half a minute.
  [[nodiscard]] std::optional<double> window_limit(Seconds round_trip) const {
    if (proven_ >= kHarmless) return std::nullopt;
    return proven_ * (round_trip + std::max(kQueue, 0.75 * round_trip)).count();
  }

 private:
  static constexpr double kSlowest = 0.5e6;    // bytes per second, of the buckets reported
  static constexpr double kHarmless = 1.05e6;  // just above the fastest of them
  static constexpr double kBurst = 1024.0 * 1024;
  static constexpr Seconds kQueue{0.095};

  double proven_ = kSlowest;
  TimePoint began_;
  double delivered_ = 0;
};

}  // namespace cloudx::ssm
