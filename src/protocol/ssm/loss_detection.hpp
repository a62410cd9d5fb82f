#pragma once
// Tells which messages are lost and when they are to be sent again, in the words and by the ideas
// of RFC 8985 (RACK-TLP) and RFC 6298: the channel keeps the order, so a message is lost when one
// that was sent after it has been delivered.

#include <chrono>
#include <cstdint>
#include <optional>

#include "protocol/ssm/rto.hpp"
#include "protocol/ssm/sent_messages.hpp"
#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class LossDetection {
 public:
  using Seconds = std::chrono::duration<double>;

  // A message that was sent later has been delivered.
  [[nodiscard]] bool is_lost(const SentMessage& message) const {
    return message.transmission < delivered_transmission_;
  }
  // When the message is to be sent again, unless an acknowledge comes before. `first_data`: it is
  // the session's first message with data.
  [[nodiscard]] TimePoint due(const SentMessage& message, bool first_data) const;
  // When to look whether it is due. A gap is best sent again with the next acknowledge, in place of
  // a new message: what is written in between finds a full queue full.
  [[nodiscard]] TimePoint wake_up(const SentMessage& message, bool first_data) const;

  // Lost messages are sent again no faster than acknowledges come in.
  [[nodiscard]] bool may_retransmit_lost() const { return retransmit_budget_ > 0; }
  void retransmits_lost() {
    if (retransmit_budget_ > 0) --retransmit_budget_;
  }
  // Being lost is no sign of a peer that needs more time.
  [[nodiscard]] bool backs_off(const SentMessage& message) const;

  // `base_round_trip`: the shortest one of late.
  void acknowledged(const SentMessage& message, TimePoint now, Seconds base_round_trip);
  void restart() { retransmit_budget_ = 0; }

  [[nodiscard]] const RttEstimator& round_trip() const { return rtt_; }
  // The round trip of the first acknowledged message, the handshake's reply; nullopt before.
  [[nodiscard]] std::optional<Millis> first_round_trip() const { return first_round_trip_; }

 private:
  [[nodiscard]] Millis timeout(bool first_data) const;

  RttEstimator rtt_;
  std::optional<Millis> first_round_trip_;
  std::uint64_t delivered_transmission_ = 0;  // the latest one known to have been delivered
  TimePoint acknowledged_at_;                 // the last acknowledge of any message
  std::uint32_t retransmit_budget_ = 0;
  std::uint32_t backoff_ = 0;  // doublings to start from, until a round trip is measured
};

}  // namespace cloudx::ssm
