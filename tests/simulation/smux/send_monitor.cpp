#include "simulation/smux/send_monitor.hpp"

#include <fmt/format.h>

#include "protocol/smux/schedule.hpp"

namespace cloudx::smux_simulation {
namespace {

using smux::StreamId;

constexpr std::size_t kQuantum = smux::Schedule::kQuantum;
// In one round a stream has a quantum as a sparse one and one in its turn, and each may end with a
// frame that is larger than what was left.
constexpr std::size_t kMostInARound = 4 * kQuantum;

}  // namespace

void SendMonitor::written(StreamId id, std::size_t count) {
  senders_[id].unsent += count;
}

void SendMonitor::dropped(StreamId id) {
  senders_[id].unsent = 0;
}

bool SendMonitor::can_send(const Sender& sender) const {
  return sender.is_open && sender.unsent > 0 &&
         sender.in_flight < options_.stream_in_flight_limit &&
         in_flight_ < options_.in_flight_limit;
}

void SendMonitor::given(ByteView bytes) {
  reader_.append(bytes);
  while (const auto frame = reader_.next()) {
    const std::size_t size = 8 + frame->payload.size();
    const bool counts = frame->command == kPsh || frame->command == kSyn;
    given_.push_back({counts ? frame->stream : 0, size});
    if (frame->command == kFin) senders_.erase(frame->stream);
    if (!counts) continue;
    Sender& sender = senders_[frame->stream];
    if (frame->command == kSyn) {
      sender.is_open = true;
    } else {
      if (sender.unsent < frame->payload.size()) {
        throw Violation(fmt::format("stream {} sends more than was written", frame->stream));
      }
      take_turn(frame->stream, size);
      sender.unsent -= frame->payload.size();
    }
    sender.in_flight += size;
    in_flight_ += size;
    if (frame->command == kPsh) check_limits(frame->stream);
  }
}

void SendMonitor::take_turn(StreamId id, std::size_t size) {
  if (!watches_turns_) return;
  for (auto& [other, sender] : senders_) {
    if (other == id || !can_send(sender)) {
      sender.passed_by.clear();
      continue;
    }
    const std::size_t passed = sender.passed_by[id] += size;
    if (passed > kMostInARound) {
      throw Violation(fmt::format("stream {} waits while {} sends {} bytes", other, id, passed));
    }
  }
}

void SendMonitor::check_limits(StreamId id) const {
  const std::size_t most = options_.in_flight_limit + options_.in_flight_reserve + kQuantum;
  if (in_flight_ > most) throw Violation(fmt::format("{} bytes are under way", in_flight_));
  const std::size_t own = senders_.at(id).in_flight;
  if (own > options_.stream_in_flight_limit + kQuantum) {
    throw Violation(fmt::format("{} bytes of stream {} are under way", own, id));
  }
}

void SendMonitor::delivered(std::size_t count) {
  delivered_ += count;
  while (!given_.empty() && delivered_ >= given_.front().size) {
    const Given front = given_.front();
    given_.pop_front();
    delivered_ -= front.size;
    if (front.stream == 0) continue;
    in_flight_ -= front.size;
    const auto found = senders_.find(front.stream);
    if (found != senders_.end()) found->second.in_flight -= front.size;
  }
}

}  // namespace cloudx::smux_simulation
