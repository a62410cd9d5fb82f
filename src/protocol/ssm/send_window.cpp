#include "protocol/ssm/send_window.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "protocol/ssm/injected_bug.hpp"

namespace cloudx::ssm {
namespace {

constexpr std::uint32_t kMaxCredit = 64;
constexpr std::chrono::milliseconds kAcknowledgeClock{5};
constexpr std::uint32_t kPromptRepeats = 8;
constexpr std::uint32_t kMaxDoublings = 7;  // 10 ms, the smallest timeout, reaches 1 s
constexpr std::chrono::seconds kPausedInterval{1};
constexpr std::size_t kWitnessesInPause = 8;
constexpr std::chrono::minutes kManyWitnessesInterval{1};
constexpr Millis kDialling{10};
constexpr std::chrono::duration<double> kMoment{0.012};

}  // namespace

SendWindow::SendWindow(WindowLimit limit) : limit_(limit), congestion_(limit.bytes) {}

bool SendWindow::can_send() const {
  if (unacknowledged_ >= limit_.messages || bytes_ >= limit_.bytes) return false;
  if (end_ - base_ >= kMaxSpan) return false;
  return !limit_.adaptive || in_flight_ + queued_ < congestion_.window();
}

// After a restart everything is written again, no faster than the path takes it.
bool SendWindow::may_write() const {
  return !limit_.adaptive || in_flight_ < congestion_.window();
}

std::size_t SendWindow::room(std::size_t payload_size) const {
  if (!can_send()) return 0;
  const std::size_t by_bytes = (limit_.bytes - bytes_ + payload_size - 1) / payload_size;
  const auto by_span = static_cast<std::size_t>(kMaxSpan - (end_ - base_));
  const std::size_t most = std::min({limit_.messages - unacknowledged_, by_bytes, by_span});
  if (!limit_.adaptive) return most;
  const std::size_t frame_size = kFrameHeaderSize + payload_size;
  const std::size_t open = congestion_.window() - in_flight_ - queued_;
  return std::min(most, (open + frame_size - 1) / frame_size);
}

std::size_t SendWindow::payload_limit() const {
  if (!limit_.adaptive) return limit_.bytes;
  const auto moment = static_cast<std::size_t>(congestion_.rate() * kMoment.count());
  // A power of two, so that it does not change with every acknowledge.
  return std::max(std::bit_floor(std::max(congestion_.window() / 8, moment)), kOfficialPayload);
}

bool SendWindow::outstanding(std::int64_t number) const {
  return number >= base_ && number < end_ && !slot(number).acknowledged;
}

bool SendWindow::holds_larger(std::size_t payload_size) const {
  for (std::int64_t number = base_; number < end_; ++number) {
    const Slot& message = slot(number);
    const bool data = !message.acknowledged && message.type == PayloadType::output;
    if (data && message.frame.size() > kFrameHeaderSize + payload_size) return true;
  }
  return false;
}

Bytes SendWindow::new_frame(std::size_t payload_size) {
  Bytes frame;
  if (!spare_.empty()) {
    frame = std::move(spare_.back());
    spare_.pop_back();
  }
  frame.resize(kFrameHeaderSize + payload_size);
  return frame;
}

std::int64_t SendWindow::commit(FrameHeader header, Bytes frame) {
  if (end_ - base_ == static_cast<std::int64_t>(slots_.size())) grow();
  Slot& message = slot(end_);
  message = Slot{};
  header.sequence = end_;
  write_header(header, frame);
  message.frame = std::move(frame);
  message.type = header.payload_type;
  if (first_data_ == kNone && message.type == PayloadType::output) first_data_ = end_;
  bytes_ += message.frame.size() - kFrameHeaderSize;
  queued_ += message.frame.size();
  ++unacknowledged_;
  if (message.type == PayloadType::size) ++witnesses_;
  return end_++;
}

void SendWindow::replace(std::int64_t number, FrameHeader header, Bytes frame) {
  if (!outstanding(number)) return;
  Slot& message = slot(number);
  header.sequence = number;
  write_header(header, frame);
  bytes_ -= message.frame.size();
  bytes_ += frame.size();
  uncount(number);
  retire(std::exchange(message.frame, std::move(frame)));
  message.repeats = message.doublings = 0;
  if (number < cursor_) {
    in_flight_ += copies(message) * message.frame.size();
  } else {
    queued_ += message.frame.size();
  }
  if (message.sends > 0) replaced_ = number;
}

void SendWindow::written() {
  viewed_ = false;
  for (Bytes& frame : retired_) retire(std::move(frame));
  retired_.clear();
}

// A frame that somebody may still be reading keeps its bytes.
void SendWindow::retire(Bytes frame) {
  if (viewed_) {
    retired_.push_back(std::move(frame));
  } else if (spare_.size() < limit_.messages) {
    spare_.push_back(std::move(frame));
  }
}

ByteView SendWindow::next(TimePoint now) {
  if (exhausted_) return {};
  if (paused_) return next_while_paused(now);
  if (cursor_ < end_ && !may_write() && lacks_witness(now)) return write_first(now);
  for (;;) {
    const std::int64_t number = overdue(now);
    if (number == kNone) break;
    if (proven(number)) {
      remove(number);
      continue;
    }
    if (slot(number).sends > kMaxRepeats) {
      exhausted_ = true;
      return {};
    }
    if (number != base_ && credit_ > 0) --credit_;
    // Being lost is no sign of a peer that needs more time.
    if (!overtaken(slot(number)) || slot(number).repeats >= kPromptRepeats) {
      ++slot(number).doublings;
    }
    return repeat(number, now);
  }
  return cursor_ < end_ && may_write() ? write_first(now) : ByteView{};
}

ByteView SendWindow::repeat(std::int64_t number, TimePoint now) {
  uncount(number);
  ++slot(number).repeats;
  in_flight_ += copies(slot(number)) * slot(number).frame.size();
  unlink(number);
  return write(number, now);
}

// The message at the cursor: for the first time, or the first time since a restart.
ByteView SendWindow::write_first(TimePoint now) {
  in_flight_ += copies(slot(cursor_)) * slot(cursor_).frame.size();
  queued_ -= slot(cursor_).frame.size();
  const ByteView frame = write(cursor_++, now);
  skip_acknowledged();
  return frame;
}

TimePoint SendWindow::paused_until() const {
  return base_ < cursor_ ? slot(last_).sent + kPausedInterval : TimePoint::min();
}

// The oldest message. An old agent may have it and be silent, so with one a later message takes
// every other turn.
ByteView SendWindow::next_while_paused(TimePoint now) {
  if (!ready(now)) return {};
  const bool later = duplicates_unanswered_ && cursor_ < end_ && transmissions_ % 2 == 0;
  if (base_ >= cursor_ || later) return write_first(now);
  if (slot(base_).sends > kMaxRepeats) {
    exhausted_ = true;
    return {};
  }
  return repeat(base_, now);
}

void SendWindow::skip_acknowledged() {
  while (cursor_ < end_ && slot(cursor_).acknowledged) ++cursor_;
}

ByteView SendWindow::write(std::int64_t number, TimePoint now) {
  Slot& message = slot(number);
  if (number == replaced_) replaced_ = kNone;
  const std::uint64_t lost = message.repeats > 0 ? message.transmission : 0;
  message.sent = now;
  message.transmission = ++transmissions_;
  ++message.sends;
  viewed_ = true;
  link_last(number);
  congestion_.on_sent({message.frame.size(), message.transmission, lost}, in_flight_, now);
  return message.frame;
}

bool SendWindow::ready(TimePoint now) const {
  if (exhausted_) return false;
  if (paused_) return base_ < end_ && paused_until() <= now;
  return (cursor_ < end_ && may_write()) || overdue(now) != kNone;
}

bool SendWindow::in_vain(std::int64_t number, TimePoint now) const {
  if (!outstanding(number)) return false;
  const Slot& message = slot(number);
  return message.repeats > 0 && due(message) <= now;
}

// A gap is best repeated with the next acknowledge, in place of a new message: what is written in
// between finds a full queue full.
std::optional<TimePoint> SendWindow::deadline() const {
  if (exhausted_ || base_ >= cursor_) return std::nullopt;
  if (paused_) return paused_until();
  const auto wake = [this](const Slot& message) {
    return overtaken(message) ? due(message) + kAcknowledgeClock : due(message);
  };
  const TimePoint oldest = wake(slot(base_));
  const std::int64_t lost = earliest_lost();
  return lost == kNone ? oldest : std::min(oldest, wake(slot(lost)));
}

// What comes while the agent still dials its target it leaves unanswered, usually for less than a
// round trip: the estimator's start of 200 ms would be a long wait for the session's first byte.
Millis SendWindow::timeout_of(const Slot& message) const {
  const bool first = outstanding(first_data_) && &message == &slot(first_data_);
  return first && first_round_trip_ ? *first_round_trip_ + kDialling : rtt_.timeout();
}

// While acknowledges come in, a message that has not been overtaken is on its way: its time starts
// anew with each of them, as RFC 6298 (5.3) has it.
TimePoint SendWindow::due(const Slot& message) const {
  const std::uint32_t doublings = std::min(backoff_ + message.doublings, kMaxDoublings);
  const Millis wait = std::min(timeout_of(message) * (1U << doublings), Millis(1000));
  const auto sent = message.sent.time_since_epoch().count();
  if (strikes<InjectedBug::stuck_timer>(static_cast<std::int64_t>(message.transmission), sent)) {
    return message.sent + std::chrono::hours(1);
  }
  const TimePoint from = overtaken(message) ? message.sent : std::max(message.sent, answered_at_);
  return from + std::chrono::duration_cast<TimePoint::duration>(wait);
}

// The message to repeat now: the oldest one, or one that was probably lost.
std::int64_t SendWindow::overdue(TimePoint now) const {
  if (base_ >= cursor_) return kNone;
  if (replaced_ != kNone) return replaced_;
  if (due(slot(base_)) <= now) return base_;
  const std::int64_t lost = earliest_lost();
  return lost != kNone && due(slot(lost)) <= now ? lost : kNone;
}

// Of the messages that something written later was acknowledged before, the one that is due first.
std::int64_t SendWindow::earliest_lost() const {
  if (credit_ == 0) return kNone;
  std::int64_t earliest = kNone;
  for (auto at = first_; at != kNone && overtaken(slot(at)); at = slot(at).later) {
    if (earliest == kNone || due(slot(at)) < due(slot(earliest))) earliest = at;
    // The list is in the order of writing, and no wait is shorter than one that was not doubled:
    // what follows can not be due earlier.
    if (slot(at).doublings == 0) break;
  }
  return earliest;
}

// Counts one more time that an old agent left a repeat unanswered while it answered later ones.
bool SendWindow::proven(std::int64_t number) {
  Slot& message = slot(number);
  if (!duplicates_unanswered_ || !target_ready_) return false;
  if (message.type != PayloadType::output && message.type != PayloadType::size) return false;
  if (answered_ > message.transmission && highest_acknowledged_ > number) ++message.proofs;
  return message.proofs >= kProofs;
}

bool SendWindow::needs_witness(TimePoint now) const {
  const bool too_many = paused_ && witnesses_ >= kWitnessesInPause;
  return cursor_ == end_ && !too_many && lacks_witness(now);
}

bool SendWindow::lacks_witness(TimePoint now) const {
  if (!duplicates_unanswered_ || !target_ready_ || base_ >= cursor_) return false;
  const Slot& oldest = slot(base_);
  const Slot& newest = slot(cursor_ - 1);
  const TimePoint patience =
      witnesses_ < kMaxWitnesses ? due(newest) : newest.sent + kManyWitnessesInterval;
  const bool under_way = !newest.acknowledged && !newest.carried && patience > now;
  return oldest.repeats > 0 && answered_ < oldest.transmission && !under_way && due(oldest) <= now;
}

void SendWindow::acknowledge(std::int64_t number, TimePoint now) {
  if (!outstanding(number) || slot(number).sends == 0) return;
  const Slot& message = slot(number);
  const CongestionControl::Delivered delivered{message.frame.size(), message.transmission,
                                               now - message.sent,
                                               message.sends > 1 || message.carried};
  if (message.sends == 1 && !message.carried) {
    if (!first_round_trip_) first_round_trip_ = now - message.sent;
    rtt_.add(now - message.sent);
    backoff_ = 0;
  } else {
    // No sample from a repeated message; but do not fall back to a timeout that was too short.
    backoff_ = std::min(std::max(backoff_, message.doublings), kMaxDoublings);
  }
  // An acknowledge sooner than any round trip answers an earlier copy (as in RFC 8985, 6.2), and a
  // late one may: an agent that was silent answers all of them.
  if (message.repeats == 0 ||
      (delivered.age >= congestion_.base_round_trip() && delivered.age <= rtt_.timeout())) {
    answered_ = std::max(answered_, message.transmission);
  }
  answered_at_ = now;
  credit_ = std::min(credit_ + 1, kMaxCredit);
  highest_acknowledged_ = std::max(highest_acknowledged_, number);
  target_ready_ = target_ready_ || number == first_data_;
  const bool peer_is_there = paused_ && message.transmission > paused_after_;
  remove(number);
  if (peer_is_there) end_pause();
  congestion_.on_delivered(delivered, in_flight_, now);
}

void SendWindow::pause() {
  paused_ = true;
  paused_after_ = transmissions_;
}

// What was written before the pause has not reached the agent, if there was a reason for the pause.
void SendWindow::end_pause() {
  paused_ = false;
  if (first_ != kNone && slot(first_).transmission <= paused_after_) restart();
}

void SendWindow::settle(std::int64_t number) {
  if (outstanding(number)) remove(number);
}

void SendWindow::remove(std::int64_t number) {
  Slot& message = slot(number);
  if (message.sends > 0) unlink(number);
  if (number == replaced_) replaced_ = kNone;
  message.acknowledged = true;
  --unacknowledged_;
  if (message.type == PayloadType::size) --witnesses_;
  bytes_ -= message.frame.size() - kFrameHeaderSize;
  uncount(number);
  retire(std::exchange(message.frame, Bytes()));
  while (base_ < end_ && slot(base_).acknowledged) ++base_;
  cursor_ = std::max(cursor_, base_);
  skip_acknowledged();
}

// How many times a written message counts against the window. What an old agent has received before
// it will never answer, and only later messages can prove that: it must not keep them back.
std::size_t SendWindow::copies(const Slot& message) const {
  const bool again = message.carried || message.repeats > 0;
  return duplicates_unanswered_ && again ? 0 : 1 + message.repeats;
}

void SendWindow::uncount(std::int64_t number) {
  const Slot& message = slot(number);
  if (number < cursor_) {
    in_flight_ -= copies(message) * message.frame.size();
  } else {
    queued_ -= message.frame.size();
  }
}

void SendWindow::restart() {
  paused_ = false;
  in_flight_ = queued_ = 0;
  for (std::int64_t number = base_; number < end_; ++number) {
    Slot& message = slot(number);
    message.carried = message.carried || message.sends > 0;
    message.repeats = message.doublings = 0;
    message.earlier = message.later = kNone;
    if (!message.acknowledged) queued_ += message.frame.size();
  }
  cursor_ = base_;
  congestion_.restart();
  first_ = last_ = kNone;
  highest_acknowledged_ = kNone;
  replaced_ = kNone;
  credit_ = 0;
}

void SendWindow::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  for (std::int64_t number = base_; number < end_; ++number) {
    larger[static_cast<std::size_t>(number) & (larger.size() - 1)] = std::move(slot(number));
  }
  slots_ = std::move(larger);
}

void SendWindow::link_last(std::int64_t number) {
  Slot& message = slot(number);
  message.earlier = last_;
  message.later = kNone;
  (last_ == kNone ? first_ : slot(last_).later) = number;
  last_ = number;
}

// Safe for a message that is not in the list (after a restart, before it is written again).
void SendWindow::unlink(std::int64_t number) {
  Slot& message = slot(number);
  if (message.earlier == kNone && first_ != number) return;
  (message.earlier == kNone ? first_ : slot(message.earlier).later) = message.later;
  (message.later == kNone ? last_ : slot(message.later).earlier) = message.earlier;
  message.earlier = message.later = kNone;
}

}  // namespace cloudx::ssm
