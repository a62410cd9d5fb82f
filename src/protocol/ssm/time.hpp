#pragma once
// The core reads no clock: every event brings its time.

#include <chrono>
#include <cstdint>

namespace cloudx::ssm {

using TimePoint = std::chrono::steady_clock::time_point;

// Since an epoch of its own.
[[nodiscard]] inline std::int64_t ticks(TimePoint time) {
  return time.time_since_epoch().count();
}

struct Instant {
  TimePoint at;               // for intervals
  std::uint64_t unix_ms = 0;  // for the CreatedDate of messages; never 0
};

}  // namespace cloudx::ssm
