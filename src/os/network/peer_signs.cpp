#include "os/network/peer_signs.hpp"

namespace cloudx::os {

std::chrono::milliseconds PeerSigns::silence(const TcpCounters& counters, TimePoint now) {
  const bool heard = !before_ || counters.received != before_->received ||
                     counters.sent != before_->sent || counters.waiting < before_->waiting;
  if (heard) heard_ = now;
  before_ = counters;
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - heard_);
}

}  // namespace cloudx::os
