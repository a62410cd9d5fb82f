#include "features/forward/idle_sessions.hpp"

#include <utility>

namespace cloudx::forward {

void IdleSessions::used(const Destination& destination) {
  ++used_[destination];
  std::erase_if(unused_, [&](const auto& one) { return one.second == destination; });
}

void IdleSessions::unused(const Destination& destination, TimePoint now) {
  const auto found = used_.find(destination);
  if (found == used_.end() || --found->second > 0) return;
  used_.erase(found);
  unused_.emplace(now, destination);
}

bool IdleSessions::is_used(const Destination& destination) const {
  return used_.contains(destination);
}

std::vector<Destination> IdleSessions::take_due(TimePoint now) {
  std::vector<Destination> due;
  while (!unused_.empty() && (unused_.size() > kMost || unused_.begin()->first + kKept <= now)) {
    due.push_back(std::move(unused_.begin()->second));
    unused_.erase(unused_.begin());
  }
  return due;
}

std::optional<IdleSessions::TimePoint> IdleSessions::next_due() const {
  if (unused_.empty()) return std::nullopt;
  return unused_.begin()->first + kKept;
}

}  // namespace cloudx::forward
