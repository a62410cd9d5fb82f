#pragma once
// When something was heard of a TCP peer last, where the system counts and tells no times. Pure.

#include <chrono>
#include <cstdint>
#include <optional>

namespace cloudx::os {

struct TcpCounters {
  std::uint64_t received = 0;  // segments
  std::uint64_t sent = 0;      // bytes, those that were sent again counted once
  std::uint64_t waiting = 0;   // bytes that are not acknowledged, or not even sent
};

class PeerSigns {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // A look at `now`: how long ago the last one was that found a sign of the peer, which is zero for
  // the first. Signs are a segment of any kind, less that waits, and more that was sent: without
  // acknowledgements a sender soon has to stop.
  std::chrono::milliseconds silence(const TcpCounters& counters, TimePoint now);

 private:
  std::optional<TcpCounters> before_;
  TimePoint heard_;
};

}  // namespace cloudx::os
