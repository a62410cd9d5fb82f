// Towards the agent: what goes next, and how much may be under way.

#include <algorithm>

#include "protocol/smux/injected_bug.hpp"
#include "protocol/smux/multiplexer.hpp"

namespace cloudx::smux {
namespace {

// A frame is not longer than what its stream may send in one turn.
constexpr std::size_t kLongestPayload = Schedule::kQuantum - kHeaderSize;

}  // namespace

void Multiplexer::update_turn(Stream& stream, bool had_nothing) {
  const bool may_send =
      stream.in_flight < options_.stream_in_flight_limit || injected<InjectedBug::limit_ignored>();
  if (stream.syn_sent && !stream.unsent.empty() && may_send) {
    schedule_.set_ready(stream, had_nothing);
  } else {
    schedule_.set_waiting(stream);
  }
}

// FIN goes once for each stream, when all of its bytes have arrived: releases of the library before
// the end of 2020 may take a FIN that comes together with bytes for one that came before them (its
// issue "cmdFIN and cmdPSH race condition").
void Multiplexer::close_if_done(Stream& stream) {
  const bool wants_end = stream.closed || stream.remote_ended || stream.grace_over;
  if (!wants_end || !stream.syn_sent || stream.fin_queued) return;
  const bool is_lost = stream.was_reset || stream.remote_ended;
  const bool has_arrived = stream.unsent.empty() && (stream.in_flight == 0 || is_lost);
  if (!has_arrived && !injected<InjectedBug::fin_before_data>()) return;
  stream.fin_queued = true;
  closing_.push_back(&stream);
}

// Streams are accepted in the order of their numbers. So many may wait for it that more would stop
// the agent.
bool Multiplexer::may_open() const {
  if (injected<InjectedBug::syn_flood>()) return true;
  return (newest_opened_ - newest_accepted_) / kStreamStep < options_.unaccepted_limit;
}

bool Multiplexer::bulk_may_send() const {
  return schedule_.has_bulk() &&
         (in_flight_.size() < options_.in_flight_limit || injected<InjectedBug::limit_ignored>());
}

bool Multiplexer::sparse_may_send() const {
  return schedule_.has_sparse() &&
         in_flight_.size() < options_.in_flight_limit + options_.in_flight_reserve;
}

bool Multiplexer::has_frames() const {
  if (failure_) return false;
  return keepalive_due_ || (!opening_.empty() && may_open()) || !closing_.empty() ||
         bulk_may_send() || sparse_may_send();
}

std::size_t Multiplexer::read_frames(std::span<const std::span<std::uint8_t>> pieces) {
  if (failure_) return 0;
  FrameWriter into(pieces);
  write_control(into);
  while (write_data(into)) write_fins(into);
  return into.written();
}

void Multiplexer::write_control(FrameWriter& into) {
  if (keepalive_due_ && into.fits_header()) {
    keepalive_due_ = false;
    into.write({.command = Command::nop, .length = 0, .stream = 0});
    in_flight_.sent_control(kHeaderSize);
  }
  write_syns(into);
  write_fins(into);
}

void Multiplexer::write_syns(FrameWriter& into) {
  while (!opening_.empty() && may_open() && into.fits_header()) {
    Stream& stream = streams_.at(*opening_.begin());
    opening_.erase(opening_.begin());
    into.write({.command = Command::syn, .length = 0, .stream = stream.id});
    note_sent(stream, kHeaderSize);
    newest_opened_ = stream.id;
    stream.syn_sent = true;
    update_turn(stream, true);
    close_if_done(stream);
  }
}

void Multiplexer::write_fins(FrameWriter& into) {
  while (!closing_.empty() && into.fits_header()) {
    Stream& stream = *closing_.front();
    closing_.pop_front();
    into.write({.command = Command::fin, .length = 0, .stream = stream.id});
    in_flight_.sent_control(kHeaderSize);
    stream.fin_sent = true;
    if (injected<InjectedBug::fin_twice>() && stream.remote_ended && !stream.closed) {
      stream.fin_sent = stream.fin_queued = false;
    }
    if (stream.closed) forget(stream);
  }
}

void Multiplexer::note_sent(Stream& stream, std::size_t size) {
  stream.in_flight += size;
  in_flight_.sent(stream.id, size);
}

bool Multiplexer::write_data(FrameWriter& into) {
  if (!bulk_may_send() && !sparse_may_send()) return false;
  Stream* stream = schedule_.next(bulk_may_send());
  if (stream == nullptr) return false;
  const std::size_t size = into.payload_room(std::min(stream->unsent.size(), kLongestPayload));
  if (size == 0) return false;
  into.write(
      {.command = Command::psh, .length = static_cast<std::uint16_t>(size), .stream = stream->id},
      stream->unsent.front(size));
  stream->unsent.drop(size);
  note_sent(*stream, kHeaderSize + size);
  schedule_.sent(*stream, kHeaderSize + size);
  update_turn(*stream, false);
  close_if_done(*stream);
  if (stream->refused && stream->unsent.size() <= options_.send_buffer / 2) {
    stream->refused = false;
    tell(*stream);
  }
  return true;
}

void Multiplexer::delivered(std::size_t count, TimePoint now) {
  if (injected<InjectedBug::window_kept>() && count % 16 == 1) return;
  in_flight_.delivered(count);
  while (const auto arrived = in_flight_.next_arrived()) {
    const auto found = streams_.find(arrived->stream);
    if (found == streams_.end()) continue;
    Stream& stream = found->second;
    stream.in_flight -= arrived->size;
    update_turn(stream, false);
    wait_for_answers(stream, now);
    close_if_done(stream);
  }
}

}  // namespace cloudx::smux
