#include "protocol/ssm/send_window.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace cloudx::ssm {
namespace {

constexpr std::chrono::seconds kPausedInterval{1};
constexpr std::chrono::duration<double> kMoment{0.012};

}  // namespace

SendWindow::SendWindow(WindowLimit limit) : limit_(limit), congestion_(limit.bytes) {}

bool SendWindow::can_send() const {
  if (unacknowledged() >= limit_.messages || messages_.payload_bytes() >= limit_.bytes) {
    return false;
  }
  if (messages_.span() >= kMaxSpan) return false;
  return !limit_.adaptive || in_flight_ + queued_ < congestion_.window();
}

// After a restart everything is written again, no faster than the path takes it.
bool SendWindow::may_write() const {
  return !limit_.adaptive || in_flight_ < congestion_.window();
}

std::size_t SendWindow::room(std::size_t payload_size) const {
  if (!can_send()) return 0;
  const std::size_t open_bytes = limit_.bytes - messages_.payload_bytes();
  const std::size_t by_bytes = (open_bytes + payload_size - 1) / payload_size;
  const auto by_span = static_cast<std::size_t>(kMaxSpan - messages_.span());
  const std::size_t most = std::min({limit_.messages - unacknowledged(), by_bytes, by_span});
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

Bytes SendWindow::new_frame(std::size_t payload_size) {
  return frames_.take(kFrameHeaderSize + payload_size);
}

std::int64_t SendWindow::commit(FrameHeader header, Bytes frame, std::size_t data_size) {
  const std::int64_t number = messages_.end();
  header.sequence = number;
  write_header(header, frame);
  queued_ += frame.size();
  messages_.append(header.payload_type, std::move(frame), data_size);
  agent_.appended(number, header.payload_type);
  return number;
}

void SendWindow::replace(std::int64_t number, FrameHeader header, Bytes frame) {
  if (!messages_.is_outstanding(number)) return;
  header.sequence = number;
  write_header(header, frame);
  uncount(number);
  frames_.retire(messages_.replace_frame(number, std::move(frame)), limit_.messages);
  count(number);
  if (messages_[number].sends > 0) replaced_ = number;
}

ByteView SendWindow::next(TimePoint now) {
  if (exhausted_) return {};
  if (paused_) return next_while_paused(now);
  const bool unwritten = messages_.any_unwritten();
  if (unwritten && !may_write() && agent_.lacks_tail_probe(messages_, loss_, now)) {
    return write_first(now);
  }
  for (;;) {
    const std::int64_t number = overdue(now);
    if (number == kNone) break;
    SentMessage& message = messages_[number];
    if (agent_.implies_delivery(number, message, loss_)) {
      remove(number);
      continue;
    }
    if (gives_up(number)) return {};
    if (number != messages_.oldest()) loss_.retransmits_lost();
    if (loss_.backs_off(message)) ++message.backoff;
    return retransmit(number, now);
  }
  return messages_.any_unwritten() && may_write() ? write_first(now) : ByteView{};
}

bool SendWindow::gives_up(std::int64_t number) {
  exhausted_ = messages_[number].sends > kMaxRetransmits;
  return exhausted_;
}

ByteView SendWindow::retransmit(std::int64_t number, TimePoint now) {
  uncount(number);
  ++messages_[number].retransmits;
  count(number);
  return write(number, now);
}

// The message at the cursor: for the first time, or the first time since a restart.
ByteView SendWindow::write_first(TimePoint now) {
  const std::int64_t number = messages_.cursor();
  uncount(number);
  const ByteView frame = write(number, now);
  messages_.advance_cursor();
  return frame;
}

TimePoint SendWindow::paused_until() const {
  if (!messages_.any_written()) return TimePoint::min();
  return messages_[messages_.last_written()].sent_at + kPausedInterval;
}

// The oldest message. An old agent may have it and be silent, so with one a later message takes
// every other turn.
ByteView SendWindow::next_while_paused(TimePoint now) {
  if (!ready(now)) return {};
  const bool later = agent_.is_legacy() && messages_.any_unwritten() && transmissions_ % 2 == 0;
  if (!messages_.any_written() || later) return write_first(now);
  if (gives_up(messages_.oldest())) return {};
  return retransmit(messages_.oldest(), now);
}

ByteView SendWindow::write(std::int64_t number, TimePoint now) {
  SentMessage& message = messages_[number];
  if (number == replaced_) replaced_ = kNone;
  const std::uint64_t lost = message.retransmits > 0 ? message.transmission : 0;
  message.sent_at = now;
  message.transmission = ++transmissions_;
  ++message.sends;
  if (!messages_.is_written(number)) in_flight_ += copies(message) * message.frame.size();
  frames_.viewed();
  messages_.written(number);
  congestion_.on_sent({message.frame.size(), message.transmission, lost}, in_flight_, now);
  return message.frame;
}

bool SendWindow::ready(TimePoint now) const {
  if (exhausted_) return false;
  if (paused_) return messages_.span() > 0 && paused_until() <= now;
  return (messages_.any_unwritten() && may_write()) || overdue(now) != kNone;
}

bool SendWindow::probe_expired(std::int64_t number, TimePoint now) const {
  return messages_.is_outstanding(number) && messages_[number].retransmits > 0 &&
         due(number) <= now;
}

std::optional<TimePoint> SendWindow::deadline() const {
  if (exhausted_ || !messages_.any_written()) return std::nullopt;
  if (paused_) return paused_until();
  const TimePoint oldest = wake_up(messages_.oldest());
  const std::int64_t lost = earliest_lost();
  return lost == kNone ? oldest : std::min(oldest, wake_up(lost));
}

TimePoint SendWindow::due(std::int64_t number) const {
  return loss_.due(messages_[number], agent_.is_first_data(messages_, number));
}

TimePoint SendWindow::wake_up(std::int64_t number) const {
  return loss_.wake_up(messages_[number], agent_.is_first_data(messages_, number));
}

// The message to repeat now: the oldest one, or one that was probably lost.
std::int64_t SendWindow::overdue(TimePoint now) const {
  if (!messages_.any_written()) return kNone;
  if (replaced_ != kNone) return replaced_;
  if (due(messages_.oldest()) <= now) return messages_.oldest();
  const std::int64_t lost = earliest_lost();
  return lost != kNone && due(lost) <= now ? lost : kNone;
}

// Of the lost messages the one that is due first.
std::int64_t SendWindow::earliest_lost() const {
  if (!loss_.may_retransmit_lost()) return kNone;
  std::int64_t earliest = kNone;
  for (std::int64_t at = messages_.first_written(); at != kNone && loss_.is_lost(messages_[at]);
       at = messages_[at].later) {
    if (earliest == kNone || due(at) < due(earliest)) earliest = at;
    // The list is in the order of writing, and no wait is shorter than one that was not doubled:
    // what follows can not be due earlier.
    if (messages_[at].backoff == 0) break;
  }
  return earliest;
}

bool SendWindow::needs_tail_probe(TimePoint now) const {
  const bool too_many = paused_ && agent_.has_many_probes_in_pause();
  return !messages_.any_unwritten() && !too_many && agent_.lacks_tail_probe(messages_, loss_, now);
}

void SendWindow::acknowledge(std::int64_t number, TimePoint now) {
  if (!messages_.is_outstanding(number) || messages_[number].sends == 0) return;
  const SentMessage& message = messages_[number];
  const bool repeated = message.sends > 1 || message.sent_before_restart;
  const CongestionControl::Delivered delivered{message.frame.size(), message.transmission,
                                               now - message.sent_at, repeated};
  loss_.acknowledged(message, now, congestion_.base_round_trip());
  agent_.acknowledged(number);
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
  const std::int64_t first = messages_.first_written();
  if (first != kNone && messages_[first].transmission <= paused_after_) restart();
}

void SendWindow::mark_delivered(std::int64_t number) {
  if (messages_.is_outstanding(number)) remove(number);
}

void SendWindow::remove(std::int64_t number) {
  if (number == replaced_) replaced_ = kNone;
  uncount(number);
  agent_.removed(messages_[number].type);
  frames_.retire(messages_.remove(number), limit_.messages);
}

// How many times a written message counts against the window. What an old agent has received before
// it will never answer, and only later messages can prove that: it must not keep them back.
std::size_t SendWindow::copies(const SentMessage& message) const {
  const bool again = message.sent_before_restart || message.retransmits > 0;
  return agent_.is_legacy() && again ? 0 : 1 + message.retransmits;
}

void SendWindow::count(std::int64_t number) {
  const SentMessage& message = messages_[number];
  if (messages_.is_written(number)) {
    in_flight_ += copies(message) * message.frame.size();
  } else {
    queued_ += message.frame.size();
  }
}

void SendWindow::uncount(std::int64_t number) {
  const SentMessage& message = messages_[number];
  if (messages_.is_written(number)) {
    in_flight_ -= copies(message) * message.frame.size();
  } else {
    queued_ -= message.frame.size();
  }
}

void SendWindow::restart() {
  paused_ = false;
  messages_.restart();
  in_flight_ = queued_ = 0;
  for (std::int64_t number = messages_.oldest(); number < messages_.end(); ++number) {
    if (!messages_[number].acknowledged) queued_ += messages_[number].frame.size();
  }
  congestion_.restart();
  agent_.restart();
  loss_.restart();
  replaced_ = kNone;
}

}  // namespace cloudx::ssm
