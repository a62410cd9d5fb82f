// The local side, and time.

#include "protocol/smux/multiplexer.hpp"

#include <algorithm>
#include <limits>

#include "protocol/smux/injected_bug.hpp"

namespace cloudx::smux {
namespace {

constexpr std::chrono::seconds kKeepaliveInterval{10};
// A stream keeps a buffer of at most this size to receive into, in bytes.
constexpr std::size_t kKeptBuffer = 64U << 10;

}  // namespace

Multiplexer::Multiplexer(MultiplexerOptions options, TimePoint now)
    : options_(options),
      next_id_(options.first_stream),
      newest_opened_(options.first_stream - kStreamStep),
      newest_accepted_(newest_opened_) {
  if (options.keepalive) keepalive_at_ = now + kKeepaliveInterval;
}

Stream* Multiplexer::find(StreamId id) {
  const auto found = streams_.find(id);
  return found == streams_.end() || found->second.closed ? nullptr : &found->second;
}

const Stream* Multiplexer::find(StreamId id) const {
  const auto found = streams_.find(id);
  return found == streams_.end() || found->second.closed ? nullptr : &found->second;
}

std::optional<StreamId> Multiplexer::open() {
  if (!next_id_ || failure_) return std::nullopt;
  const StreamId id = *next_id_;
  if (std::numeric_limits<StreamId>::max() - id >= kStreamStep) {
    *next_id_ += kStreamStep;
  } else {
    next_id_.reset();
  }
  if (injected<InjectedBug::id_reused>() && id % 16 == 1) next_id_ = id;
  streams_.try_emplace(id, id);
  opening_.insert(id);
  return id;
}

std::size_t Multiplexer::room(StreamId id) const {
  const Stream* stream = find(id);
  if (stream == nullptr || stream->input_ended || stream->remote_ended || failure_) return 0;
  return options_.send_buffer - std::min(stream->unsent.size(), options_.send_buffer);
}

std::size_t Multiplexer::write(StreamId id, ByteView bytes) {
  Stream* stream = find(id);
  if (stream == nullptr) return 0;
  const ByteView taken = bytes.first(std::min(bytes.size(), room(id)));
  stream->refused = taken.size() < bytes.size();
  if (taken.empty()) return 0;
  const bool had_nothing = stream->unsent.empty();
  stream->unsent.append(taken);
  update_turn(*stream, had_nothing);
  return taken.size();
}

void Multiplexer::end_input(StreamId id, TimePoint now) {
  Stream* stream = find(id);
  if (stream == nullptr || stream->input_ended) return;
  stream->input_ended = true;
  wait_for_answers(*stream, now);
}

void Multiplexer::finish(StreamId id) {
  Stream* stream = find(id);
  if (stream == nullptr) return;
  stream->input_ended = true;
  stream->grace_over = true;
  look_again(*stream, std::nullopt);
  close_if_done(*stream);
}

// Once all of its bytes have arrived; until then the far end cannot have answered.
void Multiplexer::wait_for_answers(Stream& stream, TimePoint now) {
  const bool is_sent = stream.syn_sent && stream.unsent.empty() && stream.in_flight == 0;
  if (!stream.input_ended || stream.fin_queued || !is_sent) return;
  stream.quiet_since = now;
  look_again(stream, now + options_.grace);
}

void Multiplexer::look_again(Stream& stream, std::optional<TimePoint> at) {
  if (stream.grace_at) graces_.erase({*stream.grace_at, stream.id});
  stream.grace_at = at;
  if (at) graces_.insert({*at, stream.id});
}

void Multiplexer::close(StreamId id) {
  if (Stream* stream = find(id)) let_go(*stream);
}

void Multiplexer::reset(StreamId id) {
  Stream* stream = find(id);
  if (stream == nullptr) return;
  stream->was_reset = true;
  stream->unsent.clear();
  update_turn(*stream, false);
  if (stream->syn_sent) {
    let_go(*stream);
  } else {  // the agent will never hear of it
    release_received(*stream);
    forget(*stream);
  }
}

void Multiplexer::let_go(Stream& stream) {
  stream.closed = true;
  release_received(stream);
  look_again(stream, std::nullopt);
  if (stream.fin_sent) {
    forget(stream);
  } else {
    close_if_done(stream);
  }
}

void Multiplexer::release_received(Stream& stream) {
  received_ -= stream.received.size() + stream.taken;
  Bytes().swap(stream.received);
  stream.taken = 0;
}

void Multiplexer::forget(Stream& stream) {
  look_again(stream, std::nullopt);
  schedule_.remove(stream);
  opening_.erase(stream.id);
  streams_.erase(stream.id);
}

bool Multiplexer::readable(StreamId id) const {
  const Stream* stream = find(id);
  return stream != nullptr && !stream->received.empty();
}

void Multiplexer::take(StreamId id, Bytes& into) {
  into.clear();
  Stream* stream = find(id);
  if (stream == nullptr) return;
  if (into.capacity() > kKeptBuffer) Bytes().swap(into);
  std::swap(into, stream->received);
  stream->taken += into.size();
}

void Multiplexer::consumed(StreamId id, std::size_t count) {
  Stream* stream = find(id);
  if (stream == nullptr) return;
  count = std::min(count, stream->taken);
  stream->taken -= count;
  received_ -= count;
}

bool Multiplexer::remote_ended(StreamId id) const {
  const Stream* stream = find(id);
  return stream == nullptr || stream->remote_ended || failure_.has_value();
}

void Multiplexer::tell(Stream& stream) {
  if (stream.changed || stream.closed) return;
  stream.changed = true;
  changed_.push_back(stream.id);
}

std::optional<StreamId> Multiplexer::next_changed() {
  while (!changed_.empty()) {
    const StreamId id = changed_.front();
    changed_.pop_front();
    Stream* stream = find(id);
    if (stream == nullptr) continue;
    stream->changed = false;
    return id;
  }
  return std::nullopt;
}

std::optional<TimePoint> Multiplexer::deadline() const {
  if (failure_) return std::nullopt;
  std::optional<TimePoint> first = keepalive_at_;
  if (!graces_.empty() && (!first || graces_.begin()->first < *first)) {
    first = graces_.begin()->first;
  }
  return first;
}

void Multiplexer::tick(TimePoint now) {
  if (failure_) return;
  if (keepalive_at_ && now >= *keepalive_at_) {
    keepalive_due_ = true;
    keepalive_at_ = now + kKeepaliveInterval;
  }
  while (!graces_.empty() && graces_.begin()->first <= now) {
    Stream& stream = streams_.at(graces_.begin()->second);
    // No answer can come in while nothing is read.
    if (!wants_feed()) stream.quiet_since = now;
    stream.grace_over = stream.quiet_since + options_.grace <= now;
    if (stream.grace_over) {
      look_again(stream, std::nullopt);
      close_if_done(stream);
    } else {
      look_again(stream, stream.quiet_since + options_.grace);
    }
  }
}

}  // namespace cloudx::smux
