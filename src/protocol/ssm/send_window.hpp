#pragma once
// Our direction of the channel: numbers the messages, keeps each until it is acknowledged, and says
// which one to write next. Bounded: when it is full it takes no more, and never drops anything.
// docs/data-channel.md tells why each is repeated when it is.
//
// What is repeated, and when. A message is lost when one sent after it has been acknowledged: it is
// sent again when its time is over, and no more of those than acknowledges come in. Of the others
// only the oldest is sent again, when its time since the last acknowledge is over; each such repeat
// doubles that time, up to 1 s. So a peer that has stopped (a stuck destination; the agent's only
// back-pressure is silence) costs one message a second, and a lossy path repairs all gaps within
// about one round trip.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "protocol/ssm/agent_rules.hpp"
#include "protocol/ssm/congestion.hpp"
#include "protocol/ssm/frame.hpp"
#include "protocol/ssm/frame_pool.hpp"
#include "protocol/ssm/loss_detection.hpp"
#include "protocol/ssm/sent_messages.hpp"
#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

// How much may be unacknowledged at most; the congestion controller decides below that.
struct WindowLimit {
  std::size_t messages = 10'000;
  std::size_t bytes = 4U << 20;  // payload; the message that crosses it is still taken
  bool adaptive = true;          // false: no congestion control
};

class SendWindow {
 public:
  // session-manager-plugin gives a message up after as many repeats.
  static constexpr std::uint32_t kMaxRetransmits = 3000;
  // From oldest unacknowledged to newest: the smallest reorder buffer among official receivers.
  static constexpr std::int64_t kMaxSpan = 10'000;

  explicit SendWindow(WindowLimit limit);

  [[nodiscard]] bool can_send() const;
  // How many messages of that size may be appended until it is full.
  [[nodiscard]] std::size_t room(std::size_t payload_size) const;
  // The largest payload that a data message should have now: an eighth of what may be on its way,
  // or what the path carries in a moment, so that one message is no queue of its own. At least that
  // of the official client.
  [[nodiscard]] std::size_t payload_limit() const;
  [[nodiscard]] bool empty() const { return messages_.outstanding() == 0; }
  [[nodiscard]] std::size_t unacknowledged() const { return messages_.outstanding(); }
  // See SentMessages::delivered().
  [[nodiscard]] std::uint64_t delivered() const { return messages_.delivered(); }
  // A message with data, not only a handshake reply or a size, is unacknowledged.
  [[nodiscard]] bool holds_data() const { return holds_larger(0); }
  // A message with data and a payload of more than so many bytes is unacknowledged.
  [[nodiscard]] bool holds_larger(std::size_t payload_size) const {
    return messages_.holds_data_larger_than(payload_size);
  }

  // Appends a message in two steps: the caller fills the payload of a frame from here (once, in its
  // final place, behind kFrameHeaderSize bytes), then commits it; `header.sequence` is filled in.
  // Returns the number. Not refused when full: handshake replies and flags must go; ask can_send()
  // before data. `data_size` of the payload's bytes are the local side's.
  [[nodiscard]] Bytes new_frame(std::size_t payload_size);
  std::int64_t commit(FrameHeader header, Bytes frame, std::size_t data_size = 0);
  // An unacknowledged message gets another frame under its number, to be written now.
  void replace(std::int64_t number, FrameHeader header, Bytes frame);

  // The next frame to write now; it counts as sent. Empty when there is none. The view holds until
  // written(), so that many frames can go out together.
  [[nodiscard]] ByteView next(TimePoint now);
  // No view that next() gave is used any more: the frames acknowledged meanwhile are free again.
  void written() { frames_.release(limit_.messages); }
  [[nodiscard]] bool ready(TimePoint now) const;
  // When a message becomes due for repetition, if no acknowledge comes before.
  [[nodiscard]] std::optional<TimePoint> deadline() const;
  // The message is still unacknowledged, has been repeated, and is due to be repeated once more.
  [[nodiscard]] bool probe_expired(std::int64_t number, TimePoint now) const;

  void acknowledge(std::int64_t number, TimePoint now);
  // Known to have arrived by other means than its acknowledge.
  void mark_delivered(std::int64_t number);

  // The service says that the agent is away. It says so once for each message that it could not
  // pass on, so perhaps also when the agent is back already: until restart() next() gives only the
  // oldest message, again once a second, as session-manager-plugin does, and an acknowledge of it
  // ends the pause. One of what was written before does not, because it may have been under way.
  void pause();
  [[nodiscard]] bool paused() const { return paused_; }
  // The peer is there (again): everything unacknowledged is written again, oldest first.
  void restart();

  // What is known of the agent.
  [[nodiscard]] AgentRules& agent() { return agent_; }
  [[nodiscard]] const AgentRules& agent() const { return agent_; }
  // See AgentRules::lacks_tail_probe().
  [[nodiscard]] bool needs_tail_probe(TimePoint now) const;

  [[nodiscard]] bool exhausted() const { return exhausted_; }  // kMaxRetransmits reached
  [[nodiscard]] const RttEstimator& round_trip() const { return loss_.round_trip(); }
  // See LossDetection.
  [[nodiscard]] std::optional<Millis> first_round_trip() const { return loss_.first_round_trip(); }
  [[nodiscard]] const CongestionControl& congestion() const { return congestion_; }

 private:
  static constexpr std::int64_t kNone = SentMessages::kNone;

  [[nodiscard]] bool may_write() const;
  [[nodiscard]] TimePoint due(std::int64_t number) const;
  [[nodiscard]] TimePoint wake_up(std::int64_t number) const;
  [[nodiscard]] std::int64_t overdue(TimePoint now) const;
  [[nodiscard]] std::int64_t earliest_lost() const;
  [[nodiscard]] std::size_t copies(const SentMessage& message) const;
  void count(std::int64_t number);
  void uncount(std::int64_t number);
  ByteView write(std::int64_t number, TimePoint now);
  ByteView write_first(TimePoint now);
  ByteView retransmit(std::int64_t number, TimePoint now);
  ByteView next_while_paused(TimePoint now);
  [[nodiscard]] TimePoint paused_until() const;
  void end_pause();
  void remove(std::int64_t number);
  [[nodiscard]] bool gives_up(std::int64_t number);

  WindowLimit limit_;
  SentMessages messages_;
  LossDetection loss_;
  AgentRules agent_;
  CongestionControl congestion_;
  FramePool frames_;
  std::size_t in_flight_ = 0;      // bytes of the written frames, each copy counted
  std::size_t queued_ = 0;         // bytes of the other frames
  std::int64_t replaced_ = kNone;  // to be written before anything else
  std::uint64_t transmissions_ = 0;
  std::uint64_t paused_after_ = 0;  // transmissions before the pause
  bool paused_ = false;
  bool exhausted_ = false;
};

}  // namespace cloudx::ssm
