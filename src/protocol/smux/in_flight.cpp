#include "protocol/smux/in_flight.hpp"

#include <algorithm>

namespace cloudx::smux {

void InFlight::sent(StreamId stream, std::size_t size) {
  sent_.push_back({stream, static_cast<std::uint32_t>(size)});
  bytes_ += size;
  size_ += size;
}

void InFlight::sent_control(std::size_t size) {
  bytes_ += size;
  if (!sent_.empty() && sent_.back().stream == 0) {
    sent_.back().size += static_cast<std::uint32_t>(size);
  } else {
    sent_.push_back({0, static_cast<std::uint32_t>(size)});
  }
}

void InFlight::delivered(std::size_t count) {
  arrived_ += std::min(count, bytes_ - arrived_);
}

std::optional<InFlight::Arrived> InFlight::next_arrived() {
  while (!sent_.empty() && arrived_ >= sent_.front().size) {
    const Sent frame = sent_.front();
    sent_.pop_front();
    arrived_ -= frame.size;
    bytes_ -= frame.size;
    if (frame.stream == 0) continue;
    size_ -= frame.size;
    return Arrived{.stream = frame.stream, .size = frame.size};
  }
  return std::nullopt;
}

}  // namespace cloudx::smux
