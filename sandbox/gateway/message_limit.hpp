#pragma once
// The service's limit for one direction of one websocket: it counts messages, whatever their size,
// and ends the websocket when there are more than so many a second for about two seconds.

#include <chrono>
#include <cstddef>
#include <deque>

#include "sandbox/network/path.hpp"

namespace cloudx::sandbox {

class MessageLimit {
 public:
  explicit MessageLimit(double per_second) : most_(per_second * kPeriod.count()) {}

  // A message has come. True: the websocket is to be ended.
  [[nodiscard]] bool exceeded(PathClock::time_point now) {
    came_.push_back(now);
    while (now - came_.front() >= kPeriod) came_.pop_front();
    return static_cast<double>(came_.size()) > most_;
  }

 private:
  static constexpr std::chrono::duration<double> kPeriod{2};

  double most_;
  std::deque<PathClock::time_point> came_;  // within the period
};

}  // namespace cloudx::sandbox
