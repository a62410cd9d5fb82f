#include "protocol/ssm/loss_detection.hpp"

#include <algorithm>

#include "protocol/ssm/injected_bug.hpp"

namespace cloudx::ssm {
namespace {

constexpr std::uint32_t kMaxRetransmitBudget = 64;
constexpr std::chrono::milliseconds kAcknowledgeClock{5};
constexpr std::uint32_t kPromptRetransmits = 8;
constexpr std::uint32_t kMaxBackoff = 7;  // 10 ms, the smallest timeout, reaches 1 s
constexpr Millis kLongestTimeout{1000};
constexpr Millis kTargetDialled{10};

TimePoint::duration whole(Millis time) {
  return std::chrono::duration_cast<TimePoint::duration>(time);
}

}  // namespace

// What comes while the agent still dials its target it leaves unanswered, usually for less than a
// round trip: the estimator's start of 200 ms would be a long wait for the session's first byte.
Millis LossDetection::timeout(bool first_data) const {
  return first_data && first_round_trip_ ? *first_round_trip_ + kTargetDialled : rtt_.timeout();
}

// While acknowledges come in, a message that is not lost is on its way: its time starts anew with
// each of them, as RFC 6298 (5.3) has it.
TimePoint LossDetection::due(const SentMessage& message, bool first_data) const {
  const std::uint32_t doublings = std::min(backoff_ + message.backoff, kMaxBackoff);
  const Millis wait = std::min(timeout(first_data) * (1U << doublings), kLongestTimeout);
  if (strikes<InjectedBug::stuck_timer>(static_cast<std::int64_t>(message.transmission),
                                        ticks(message.sent_at))) {
    return message.sent_at + std::chrono::hours(1);
  }
  const TimePoint from =
      is_lost(message) ? message.sent_at : std::max(message.sent_at, acknowledged_at_);
  return from + whole(wait);
}

TimePoint LossDetection::wake_up(const SentMessage& message, bool first_data) const {
  const TimePoint time = due(message, first_data);
  return is_lost(message) ? time + kAcknowledgeClock : time;
}

bool LossDetection::backs_off(const SentMessage& message) const {
  return !is_lost(message) || message.retransmits >= kPromptRetransmits;
}

void LossDetection::acknowledged(const SentMessage& message, TimePoint now,
                                 Seconds base_round_trip) {
  const Seconds age = now - message.sent_at;
  if (message.sends == 1 && !message.sent_before_restart) {
    if (!first_round_trip_) first_round_trip_ = now - message.sent_at;
    rtt_.add(now - message.sent_at);
    backoff_ = 0;
  } else {
    // No sample from a repeated message; but do not fall back to a timeout that was too short.
    backoff_ = std::min(std::max(backoff_, message.backoff), kMaxBackoff);
  }
  // An acknowledge sooner than any round trip answers an earlier copy (as in RFC 8985, 6.2), and a
  // late one may: an agent that was silent answers all of them.
  if (message.retransmits == 0 || (age >= base_round_trip && age <= rtt_.timeout())) {
    delivered_transmission_ = std::max(delivered_transmission_, message.transmission);
  }
  acknowledged_at_ = now;
  retransmit_budget_ = std::min(retransmit_budget_ + 1, kMaxRetransmitBudget);
}

}  // namespace cloudx::ssm
