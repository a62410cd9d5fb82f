#pragma once
// Our direction of the channel: numbers the messages, keeps each until it is acknowledged, and says
// which one to write next. Bounded: when it is full it takes no more, and never drops anything.
//
// What is repeated, and when. A message is lost when one written after it has been acknowledged: it
// is repeated when its time since the last writing is over, and no more of those than acknowledges
// come in. Of the others only the oldest is repeated, when its time since the last acknowledge is
// over; each such repeat doubles that time, up to 1 s. So a peer that has stopped (a stuck
// destination; the agent's only back-pressure is silence) costs one message a second, and a lossy
// path repairs all gaps within about one round trip.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "protocol/ssm/congestion.hpp"
#include "protocol/ssm/frame.hpp"
#include "protocol/ssm/rto.hpp"
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
  static constexpr std::size_t kOfficialPayload = 1024;  // bytes, of session-manager-plugin
  // session-manager-plugin gives a message up after as many repeats.
  static constexpr std::uint32_t kMaxRepeats = 3000;
  // When an old agent has not acknowledged so many witnesses, they become rare (needs_witness()).
  static constexpr std::size_t kMaxWitnesses = 64;
  // From oldest unacknowledged to newest: the smallest reorder buffer among official receivers.
  static constexpr std::int64_t kMaxSpan = 10'000;

  explicit SendWindow(WindowLimit limit);

  void set_limit(WindowLimit limit) { limit_ = limit; }
  [[nodiscard]] bool can_send() const;
  // How many messages of that size may be appended until it is full.
  [[nodiscard]] std::size_t room(std::size_t payload_size) const;
  // The largest payload that a data message should have now: an eighth of what may be on its way,
  // or what the path carries in a moment, so that one message is no queue of its own. At least that
  // of the official client.
  [[nodiscard]] std::size_t payload_limit() const;
  [[nodiscard]] bool empty() const { return unacknowledged_ == 0; }
  [[nodiscard]] std::size_t unacknowledged() const { return unacknowledged_; }
  // A message with data, not only a handshake reply or a size, is unacknowledged.
  [[nodiscard]] bool holds_data() const { return holds_larger(0); }
  // The same with a payload of more than so many bytes.
  [[nodiscard]] bool holds_larger(std::size_t payload_size) const;

  // Appends a message in two steps: the caller fills the payload of a frame from here (once, in its
  // final place, behind kFrameHeaderSize bytes), then commits it; `header.sequence` is filled in.
  // Returns the number. Not refused when full: handshake replies and flags must go; ask can_send()
  // before data.
  [[nodiscard]] Bytes new_frame(std::size_t payload_size);
  std::int64_t commit(FrameHeader header, Bytes frame);
  // An unacknowledged message gets another frame under its number, to be written now.
  void replace(std::int64_t number, FrameHeader header, Bytes frame);

  // The next frame to write now; it counts as sent. Empty when there is none. The view holds until
  // written(), so that many frames can go out together.
  [[nodiscard]] ByteView next(TimePoint now);
  // No view that next() gave is used any more: the frames acknowledged meanwhile are free again.
  void written();
  [[nodiscard]] bool ready(TimePoint now) const;
  // When a message becomes due for repetition, if no acknowledge comes before.
  [[nodiscard]] std::optional<TimePoint> deadline() const;
  // The message is still unacknowledged, has been repeated, and is due to be repeated once more.
  [[nodiscard]] bool in_vain(std::int64_t number, TimePoint now) const;

  void acknowledge(std::int64_t number, TimePoint now);
  // Known to have arrived by other means than its acknowledge.
  void settle(std::int64_t number);

  // The service says that the agent is away. It says so once for each message that it could not
  // pass on, so perhaps also when the agent is back already: until restart() next() gives only the
  // oldest message, again once a second, as session-manager-plugin does, and an acknowledge of it
  // ends the pause. One of what was written before does not, because it may have been under way.
  void pause();
  [[nodiscard]] bool paused() const { return paused_; }
  // The peer is there (again): everything unacknowledged is written again, oldest first.
  void restart();

  // Agents before 3.2.1041.0 never acknowledge a duplicate. Treats a data message as delivered once
  // it has been repeated kProofs times with later messages acknowledged each time.
  void set_duplicates_unanswered(bool unanswered) { duplicates_unanswered_ = unanswered; }

  // Such an agent has left the oldest message unanswered, and nothing written since its last repeat
  // that could bear witness is acknowledged or under way: one more message is needed.
  [[nodiscard]] bool needs_witness(TimePoint now) const;
  // The agent has reached its target. Before that it leaves the first data unanswered, though it
  // stores and acknowledges what comes behind it.
  void target_is_ready() { target_ready_ = true; }
  [[nodiscard]] bool target_ready() const { return target_ready_; }
  [[nodiscard]] bool duplicates_unanswered() const { return duplicates_unanswered_; }

  [[nodiscard]] bool exhausted() const { return exhausted_; }  // kMaxRepeats reached
  [[nodiscard]] const RttEstimator& round_trip() const { return rtt_; }
  // That of the first message that was acknowledged, the handshake's reply; nullopt before.
  [[nodiscard]] std::optional<Millis> first_round_trip() const { return first_round_trip_; }
  [[nodiscard]] const CongestionControl& congestion() const { return congestion_; }

 private:
  static constexpr std::uint32_t kProofs = 4;
  static constexpr std::int64_t kNone = -1;

  struct Slot {
    Bytes frame;
    PayloadType type = PayloadType::none;
    bool acknowledged = false;
    bool carried = false;       // was written before the last restart
    std::uint32_t sends = 0;    // in all
    std::uint32_t repeats = 0;  // since the last restart
    std::uint32_t doublings = 0;
    std::uint32_t proofs = 0;
    TimePoint sent;
    std::uint64_t transmission = 0;  // counts every write of any message
    std::int64_t earlier = kNone;    // neighbours in the order of last writing
    std::int64_t later = kNone;
  };

  [[nodiscard]] Slot& slot(std::int64_t number) {
    return slots_[static_cast<std::size_t>(number) & (slots_.size() - 1)];
  }
  [[nodiscard]] const Slot& slot(std::int64_t number) const {
    return slots_[static_cast<std::size_t>(number) & (slots_.size() - 1)];
  }
  [[nodiscard]] bool outstanding(std::int64_t number) const;
  [[nodiscard]] bool may_write() const;
  [[nodiscard]] std::size_t copies(const Slot& message) const;
  void uncount(std::int64_t number);
  // A message written later has been acknowledged. The channel keeps the order, so this one is
  // lost.
  [[nodiscard]] bool overtaken(const Slot& message) const {
    return message.transmission < answered_;
  }
  [[nodiscard]] Millis timeout_of(const Slot& message) const;
  [[nodiscard]] TimePoint due(const Slot& message) const;
  [[nodiscard]] std::int64_t overdue(TimePoint now) const;
  [[nodiscard]] std::int64_t earliest_lost() const;
  void skip_acknowledged();
  [[nodiscard]] bool lacks_witness(TimePoint now) const;
  [[nodiscard]] bool proven(std::int64_t number);
  ByteView write(std::int64_t number, TimePoint now);
  ByteView write_first(TimePoint now);
  ByteView repeat(std::int64_t number, TimePoint now);
  ByteView next_while_paused(TimePoint now);
  [[nodiscard]] TimePoint paused_until() const;
  void end_pause();
  void remove(std::int64_t number);
  void retire(Bytes frame);
  void grow();
  void link_last(std::int64_t number);
  void unlink(std::int64_t number);

  WindowLimit limit_;
  RttEstimator rtt_;
  std::optional<Millis> first_round_trip_;
  CongestionControl congestion_;
  std::vector<Slot> slots_ = std::vector<Slot>(64);  // ring, a power of two
  std::vector<Bytes> spare_;                         // frames to use again
  std::vector<Bytes> retired_;                       // the same after written()
  std::int64_t base_ = 0;                            // oldest unacknowledged
  std::int64_t cursor_ = 0;  // next to write in order; not acknowledged, or end_
  std::int64_t end_ = 0;     // next new number
  std::size_t unacknowledged_ = 0;
  std::size_t witnesses_ = 0;  // of those, of type size
  std::size_t bytes_ = 0;
  std::size_t in_flight_ = 0;   // of the frames below cursor_, each copy counted
  std::size_t queued_ = 0;      // of the other frames
  std::int64_t first_ = kNone;  // of the messages below cursor_, in the order of last writing
  std::int64_t last_ = kNone;
  std::int64_t replaced_ = kNone;  // to be written before anything else
  std::uint64_t transmissions_ = 0;
  std::uint64_t answered_ = 0;  // latest transmission that has been acknowledged
  TimePoint answered_at_;       // the last acknowledge of any message
  std::uint32_t credit_ = 0;    // repeats that acknowledges have earned
  std::uint32_t backoff_ = 0;   // doublings to start from, until a round trip is measured
  std::int64_t highest_acknowledged_ = kNone;  // since the last restart
  std::int64_t first_data_ = kNone;
  bool target_ready_ = false;
  bool duplicates_unanswered_ = false;
  bool viewed_ = false;  // views of frames are in use
  bool paused_ = false;
  std::uint64_t paused_after_ = 0;  // transmissions before the pause
  bool exhausted_ = false;
};

}  // namespace cloudx::ssm
