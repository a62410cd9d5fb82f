#include "protocol/ssm/send_window.hpp"

#include <algorithm>
#include <utility>

#include "protocol/ssm/injected_bug.hpp"

namespace cloudx::ssm {
namespace {

constexpr std::uint32_t kMaxCredit = 64;
constexpr std::uint32_t kMaxDoublings = 7;  // 10 ms, the smallest timeout, reaches 1 s

}  // namespace

bool SendWindow::can_send() const {
  return unacknowledged_ < limit_.messages && bytes_ < limit_.bytes && end_ - base_ < kMaxSpan;
}

std::size_t SendWindow::room(std::size_t payload_size) const {
  if (!can_send()) return 0;
  const std::size_t by_bytes = (limit_.bytes - bytes_ + payload_size - 1) / payload_size;
  const auto by_span = static_cast<std::size_t>(kMaxSpan - (end_ - base_));
  return std::min({limit_.messages - unacknowledged_, by_bytes, by_span});
}

bool SendWindow::outstanding(std::int64_t number) const {
  return number >= base_ && number < end_ && !slot(number).acknowledged;
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
  bytes_ += message.frame.size() - kFrameHeaderSize;
  ++unacknowledged_;
  return end_++;
}

void SendWindow::replace(std::int64_t number, FrameHeader header, Bytes frame) {
  if (!outstanding(number)) return;
  Slot& message = slot(number);
  header.sequence = number;
  write_header(header, frame);
  bytes_ -= message.frame.size();
  bytes_ += frame.size();
  retire(std::exchange(message.frame, std::move(frame)));
  message.repeats = 0;
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
  if (paused_ || exhausted_) return {};
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
    ++slot(number).repeats;
    unlink(number);
    return write(number, now);
  }
  if (cursor_ == end_) return {};
  const ByteView frame = write(cursor_++, now);
  skip_acknowledged();
  return frame;
}

void SendWindow::skip_acknowledged() {
  while (cursor_ < end_ && slot(cursor_).acknowledged) ++cursor_;
}

ByteView SendWindow::write(std::int64_t number, TimePoint now) {
  Slot& message = slot(number);
  if (number == replaced_) replaced_ = kNone;
  message.sent = now;
  message.transmission = ++transmissions_;
  ++message.sends;
  viewed_ = true;
  link_last(number);
  return message.frame;
}

bool SendWindow::ready(TimePoint now) const {
  if (paused_ || exhausted_) return false;
  return cursor_ < end_ || overdue(now) != kNone;
}

bool SendWindow::in_vain(std::int64_t number, TimePoint now) const {
  if (!outstanding(number)) return false;
  const Slot& message = slot(number);
  return message.repeats > 0 && due(message) <= now;
}

std::optional<TimePoint> SendWindow::deadline() const {
  if (paused_ || exhausted_ || base_ >= cursor_) return std::nullopt;
  const TimePoint oldest = due(slot(base_));
  const std::int64_t lost = earliest_lost();
  return lost == kNone ? oldest : std::min(oldest, due(slot(lost)));
}

TimePoint SendWindow::due(const Slot& message) const {
  const std::uint32_t doublings = std::min(backoff_ + message.repeats, kMaxDoublings);
  const Millis wait = std::min(rtt_.timeout() * (1U << doublings), Millis(1000));
  const auto sent = message.sent.time_since_epoch().count();
  if (strikes<InjectedBug::stuck_timer>(static_cast<std::int64_t>(message.transmission), sent)) {
    return message.sent + std::chrono::hours(1);
  }
  return message.sent + std::chrono::duration_cast<TimePoint::duration>(wait);
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
  for (auto at = first_; at != kNone && slot(at).transmission < answered_; at = slot(at).later) {
    if (earliest == kNone || due(slot(at)) < due(slot(earliest))) earliest = at;
    // The list is in the order of writing, and no wait is shorter than that of a first repeat: what
    // follows can not be due earlier.
    if (slot(at).repeats == 0) break;
  }
  return earliest;
}

// Counts one more time that an old agent left a repeat unanswered while it answered later ones.
bool SendWindow::proven(std::int64_t number) {
  Slot& message = slot(number);
  if (!duplicates_unanswered_ || !output_acknowledged_ || !message.carried) return false;
  if (message.type != PayloadType::output) return false;
  if (answered_ > message.transmission && highest_acknowledged_ > number) ++message.proofs;
  return message.proofs >= kProofs;
}

void SendWindow::acknowledge(std::int64_t number, TimePoint now) {
  if (!outstanding(number) || slot(number).sends == 0) return;
  const Slot& message = slot(number);
  if (message.sends == 1 && !message.carried) {
    rtt_.add(now - message.sent);
    backoff_ = 0;
  } else {
    // No sample from a repeated message; but do not fall back to a timeout that was too short.
    backoff_ = std::min(std::max(backoff_, message.repeats), kMaxDoublings);
  }
  answered_ = std::max(answered_, message.transmission);
  credit_ = std::min(credit_ + 1, kMaxCredit);
  highest_acknowledged_ = std::max(highest_acknowledged_, number);
  output_acknowledged_ = output_acknowledged_ || message.type == PayloadType::output;
  remove(number);
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
  bytes_ -= message.frame.size() - kFrameHeaderSize;
  retire(std::exchange(message.frame, Bytes()));
  while (base_ < end_ && slot(base_).acknowledged) ++base_;
  cursor_ = std::max(cursor_, base_);
  skip_acknowledged();
}

void SendWindow::restart() {
  paused_ = false;
  for (std::int64_t number = base_; number < end_; ++number) {
    Slot& message = slot(number);
    message.carried = message.carried || message.sends > 0;
    message.repeats = 0;
    message.proofs = 0;
    message.earlier = message.later = kNone;
  }
  cursor_ = base_;
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
