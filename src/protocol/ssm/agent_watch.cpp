#include "protocol/ssm/agent_watch.hpp"

#include <algorithm>
#include <utility>

namespace cloudx::ssm {
namespace {

// A silent agent that is there is looked at this often, then less and less often: after 2, 4, 8 and
// 8 times the patience.
constexpr int kLooks = 5;
constexpr int kMostDoublings = 3;

}  // namespace

void AgentWatch::update(bool waiting, TimePoint heard_at, TimePoint now) {
  const bool heard = owed_since_ && heard_at > *owed_since_;
  if (!waiting || heard) looks_ = 0;
  heard_at_ = heard_at;
  if (!waiting) {
    owed_since_.reset();
  } else if (!owed_since_) {
    owed_since_ = now;
  }
}

std::optional<TimePoint> AgentWatch::deadline() const {
  if (!owed_since_ || looking_) return std::nullopt;
  const int doublings = std::clamp(looks_ - kLooks + 1, 0, kMostDoublings);
  return std::max(*owed_since_, heard_at_) + patience_ * (1 << doublings);
}

bool AgentWatch::begin_look(TimePoint now) {
  const auto due = deadline();
  if (!due || now < *due) return false;
  looking_ = heard_at_;
  return true;
}

bool AgentWatch::looked(TimePoint now) {
  const auto heard = std::exchange(looking_, std::nullopt);
  if (heard != heard_at_ || !owed_since_) return false;
  ++looks_;
  owed_since_ = now;
  return true;
}

bool AgentWatch::begin_report() {
  return std::exchange(reported_at_, heard_at_) != heard_at_;
}

}  // namespace cloudx::ssm
