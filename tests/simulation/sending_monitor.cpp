#include "simulation/sending_monitor.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "protocol/ssm/control.hpp"

namespace cloudx::simulation {

namespace {

constexpr int kUnpromptedPerSecond =
    100;  // one message a second, and what acknowledges have earned
// The longest wait for an acknowledge is 1 s.
constexpr Duration kPatience = 2500ms;
constexpr std::size_t kLargestControl = 64U << 10;
constexpr std::size_t kControlMessages = 4;  // they are numbered even when the window is full

std::uint64_t hash_of(ByteView frame) {
  std::uint64_t hash = frame.size();
  for (const std::uint8_t byte : frame) hash = (hash ^ byte) * 0x100000001B3;
  return hash;
}

// The message that asks whether its size passes may be taken back: see payload_size_discovery.hpp.
bool shortened(const Glimpse& seen, std::size_t size_before) {
  return seen.payload_type == ssm::PayloadType::size && seen.payload.size() < size_before;
}

}  // namespace

SendingMonitor::SendingMonitor(const Scheduler& scheduler, Journal& journal,
                               const Scenario& scenario)
    : scheduler_(scheduler), journal_(journal), scenario_(scenario) {}

void SendingMonitor::opened() {
  text_expected_ = true;
  peer_is_back();
}

void SendingMonitor::peer_is_back() {
  ++epoch_;
  epoch_began_ = scheduler_.now();
}

void SendingMonitor::wrote_text(ByteView bytes) {
  journal_.note(What::wrote_open, static_cast<std::int64_t>(bytes.size()));
  if (!text_expected_) throw Violation("a second opening message on one websocket");
  text_expected_ = false;
}

void SendingMonitor::wrote_stream(const Glimpse& seen, ByteView frame) {
  if (text_expected_) throw Violation("a message before the opening message");
  if (seen.type != ssm::MessageType::input_stream_data) {
    throw Violation("a message of a type that no client sends");
  }
  check_size(seen);
  if (seen.number == next_) {
    wrote_new(seen, frame);
  } else {
    wrote_again(seen, frame);
  }
}

void SendingMonitor::check_size(const Glimpse& seen) const {
  const std::size_t largest =
      seen.payload_type == ssm::PayloadType::output ? largest_ : kLargestControl;
  if (seen.payload.empty() || seen.payload.size() > largest) {
    throw Violation(fmt::format("a payload of {} bytes", seen.payload.size()));
  }
}

void SendingMonitor::wrote_new(const Glimpse& seen, ByteView frame) {
  const bool data = seen.payload_type == ssm::PayloadType::output;
  journal_.note(data ? What::wrote_data : What::wrote_control, seen.number,
                static_cast<std::int64_t>(seen.payload.size()));
  if (data && !handshake_done_) throw Violation("data before the end of the handshake");
  if (seen.payload_type == ssm::PayloadType::handshake_response && ++responses_ > 1) {
    throw Violation("a second handshake response");
  }
  if (seen.payload_type == ssm::PayloadType::flag && !scenario_.understands_terminate()) {
    throw Violation("a flag for an agent that does not understand it");
  }
  unacknowledged_[next_++] = {hash_of(frame), scheduler_.now(), epoch_, seen.payload_type,
                              seen.payload.size()};
  if (data) {
    ++data_;
    data_bytes_ += seen.payload.size();
  }
  // What an old agent has left unanswered may count as delivered, unseen from here.
  if (!scenario_.answers_duplicates()) return;
  if (unacknowledged_.size() > scenario_.channel.window.messages + kControlMessages) {
    throw Violation(fmt::format("{} messages in the window", unacknowledged_.size()));
  }
  if (data_bytes_ > scenario_.channel.window.bytes + largest_) {
    throw Violation(fmt::format("{} bytes in the window", data_bytes_));
  }
  const std::int64_t span = next_ - unacknowledged_.begin()->first;
  if (span > ssm::SendWindow::kMaxSpan + static_cast<std::int64_t>(kControlMessages)) {
    throw Violation(fmt::format("the window spans {} messages", span));
  }
}

void SendingMonitor::wrote_again(const Glimpse& seen, ByteView frame) {
  journal_.note(What::wrote_repeat, seen.number, static_cast<std::int64_t>(seen.payload.size()));
  const auto found = unacknowledged_.find(seen.number);
  if (found == unacknowledged_.end()) {
    throw Violation(
        fmt::format("message {} is new or acknowledged, and not the next, {}", seen.number, next_));
  }
  if (found->second.hash != hash_of(frame) && !shortened(seen, found->second.size)) {
    throw Violation("a repeat that is not the same");
  }
  found->second.hash = hash_of(frame);
  found->second.size = seen.payload.size();
  if (found->second.epoch == epoch_) count_unprompted();
  found->second.at = scheduler_.now();
  found->second.epoch = epoch_;
}

void SendingMonitor::got_acknowledge(std::int64_t number) {
  const auto found = unacknowledged_.find(number);
  if (found == unacknowledged_.end()) return;
  const Sent& sent = found->second;
  if (sent.type == ssm::PayloadType::output) {
    --data_;
    data_bytes_ -= sent.size;
  } else if (sent.type == ssm::PayloadType::size) {
    largest_ = std::max(largest_, sent.size);
  }
  unacknowledged_.erase(found);
  acknowledged_at_ = scheduler_.now();
}

// The agent's next step shows that it has our replies, even if their acknowledges were lost.
void SendingMonitor::handshake_done() {
  if (!std::exchange(handshake_done_, true)) unacknowledged_.clear();
}

void SendingMonitor::ticked() {
  count_unprompted();
}

void SendingMonitor::something_happened() {
  unprompted_ = 0;
  second_ = scheduler_.now();
}

void SendingMonitor::count_unprompted() {
  if (scheduler_.now() - second_ >= 1s) something_happened();
  if (++unprompted_ > kUnpromptedPerSecond) throw Violation("busy without a cause");
}

// Old agents: see above.
void SendingMonitor::check_rest(const ssm::Channel& channel) const {
  if (channel.phase() == ssm::Phase::closed || !scenario_.answers_duplicates()) return;
  if (data_ > channel.window().unacknowledged()) {
    throw Violation(fmt::format("{} messages are not acknowledged, but the window holds {}", data_,
                                channel.window().unacknowledged()));
  }
}

void SendingMonitor::check_patience() const {
  if (unacknowledged_.empty() || !scenario_.answers_duplicates()) return;
  const auto& [number, oldest] = *unacknowledged_.begin();
  if (oldest.type != ssm::PayloadType::output) return;
  // While acknowledges come in, what was written later is on its way.
  const Duration waited = scheduler_.now() - std::max({oldest.at, epoch_began_, acknowledged_at_});
  if (waited > kPatience + scenario_.latest_timer) {
    throw Violation(
        fmt::format("message {} has been left unacknowledged for {} ms", number, waited / 1ms));
  }
}

}  // namespace cloudx::simulation
