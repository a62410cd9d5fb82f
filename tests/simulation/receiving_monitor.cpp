#include "simulation/receiving_monitor.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "protocol/ssm/frame.hpp"
#include "simulation/random.hpp"

namespace cloudx::simulation {

namespace {

constexpr std::size_t kLargestMessage = 1024;  // of this agent
constexpr std::size_t kManyOwed = 4096;        // the client remembers a bounded number

}  // namespace

ReceivingMonitor::ReceivingMonitor(Journal& journal, const Scenario& scenario)
    : journal_(journal), scenario_(scenario), stream_(splitmix64(scenario.seed) + 1) {}

// Well inside all bounds: near them, a client may keep a message or leave it.
bool ReceivingMonitor::room_for(std::size_t size) const {
  const auto& channel = scenario_.channel;
  const std::uint64_t held = came_ - written_ + size;  // at the most
  return held <= channel.output_buffer / 2 && held <= channel.reorder.bytes / 2 &&
         ahead_.size() + pending_.size() < channel.reorder.messages / 2;
}

void ReceivingMonitor::delivered(const Glimpse& seen) {
  const std::size_t data = seen.payload_type == ssm::PayloadType::output ? seen.payload.size() : 0;
  const bool known = seen.number < expected_ || ahead_.contains(seen.number);
  if (!known && pending_.try_emplace(seen.number, data).second) came_ += data;
  if (owed_.size() < kManyOwed && (known || room_for(data))) owed_.insert(seen.number);
}

void ReceivingMonitor::wrote_acknowledge(const Glimpse& seen) {
  journal_.note(What::wrote_acknowledge, seen.number);
  if (seen.flags != ssm::kSynFin) throw Violation("an acknowledge with other flags than 3");
  owed_.erase(seen.number);
  if (seen.number < expected_ || ahead_.contains(seen.number)) return;
  const auto found = pending_.find(seen.number);
  if (found == pending_.end()) {
    throw Violation(fmt::format("message {} is acknowledged but never came", seen.number));
  }
  acknowledged_ += found->second;
  ahead_.emplace(*found);
  pending_.erase(found);
  for (auto next = ahead_.find(expected_); next != ahead_.end(); next = ahead_.find(expected_)) {
    in_order_ += next->second;
    ahead_.erase(next);
    ++expected_;
  }
  const auto& channel = scenario_.channel;
  const std::uint64_t bound =
      channel.output_buffer + channel.reorder.bytes + std::uint64_t{2 * kLargestMessage};
  if (!output_gone_ && acknowledged_ > written_ + bound) {
    throw Violation(fmt::format("{} bytes are held for the local side", acknowledged_ - written_));
  }
  if (ahead_.size() > channel.reorder.messages + 1) {
    throw Violation(fmt::format("{} messages are held out of order", ahead_.size()));
  }
}

void ReceivingMonitor::took_local(ByteView bytes) {
  if (!stream_.matches(taken_, bytes)) {
    throw Violation(fmt::format("the local side was given a wrong byte at or after {}", taken_));
  }
  taken_ += bytes.size();
  if (taken_ - written_ > scenario_.channel.output_buffer + kLargestMessage) {
    throw Violation(fmt::format("{} bytes given to the local side at once", taken_ - written_));
  }
}

void ReceivingMonitor::wrote_local(std::size_t count) {
  journal_.note(What::wrote_local, static_cast<std::int64_t>(written_),
                static_cast<std::int64_t>(count));
  written_ += count;
}

void ReceivingMonitor::check_rest() const {
  if (owed_.empty()) return;
  throw Violation(fmt::format("message {} has come and is not acknowledged", *owed_.begin()));
}

void ReceivingMonitor::check_end() const {
  if (written_ >= in_order_) return;
  throw Violation(fmt::format("{} bytes were acknowledged, {} came out", in_order_, written_));
}

}  // namespace cloudx::simulation
