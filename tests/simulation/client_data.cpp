// What moves at the client's end, and the monitors that watch it: local bytes into the session and
// out of it, frames in batches, messages as they are read.

#include <algorithm>
#include <utility>

#include "base/trace.hpp"
#include "protocol/ssm/trace_text.hpp"
#include "simulation/client.hpp"

namespace cloudx::simulation {

namespace {

constexpr std::size_t kManyFrames = 30'000;  // several windows and all acknowledges

}  // namespace

void Client::arrived(std::uint64_t link, const Bytes& frame, bool intact) {
  if (done() || postponed([this, link, frame, intact] { arrived(link, frame, intact); })) return;
  if (link != link_ || session_.ended()) return;
  unread_.emplace_back(frame, intact);
  read_messages();
}

void Client::read_messages() {
  while (!unread_.empty() && session_.wants_messages(now())) {
    const auto [frame, intact] = std::move(unread_.front());
    unread_.pop_front();
    sending_.something_happened();
    alive_at_ = scheduler_.now();
    watch(frame, intact);
    session_.message(frame, now());
    step_soon();
  }
}

// What the session is about to get.
void Client::watch(const Bytes& frame, bool intact) {
  if (trace::is_on(trace::Topic::session)) {
    trace::write(trace::Topic::session, "got " + ssm::trace_text(frame));
  }
  const auto seen = glimpse(frame);
  if (!seen || !intact) {
    journal_.note(What::got_service, -1, static_cast<std::int64_t>(frame.size()));
    return;
  }
  using enum ssm::MessageType;
  const auto size = static_cast<std::int64_t>(seen->payload.size());
  if (channel().window().paused() && seen->type != pause_publication) sending_.peer_is_back();
  if (seen->type == output_stream_data) {
    journal_.note(What::got_data, seen->number, size);
    receiving_.delivered(*seen);
  } else if (seen->type == acknowledge) {
    journal_.note(What::got_acknowledge, seen->number);
    sending_.got_acknowledge(seen->number);
  } else {
    journal_.note(What::got_service, static_cast<std::int64_t>(seen->type), size);
  }
}

// A read waits in the space it was given, whatever happens meanwhile.
void Client::read_local() {
  for (;;) {
    if (reading_into_.empty()) {
      if (!session_.wants_input()) return;
      if (!gate_opened_) throw Violation("local input is wanted before the gate is open");
      reading_into_ = session_.input_space();
      if (reading_into_.empty()) throw Violation("local bytes are accepted, but there is no space");
    }
    if (session_.ended()) return;
    if (read_ == produced_) {
      if (!input_ended_ || std::exchange(input_end_told_, true)) return;
      journal_.note(What::input_ended);
      session_.input_ended(now());
      return;
    }
    const std::uint64_t position = read_;
    for (const std::span<std::uint8_t> piece : reading_into_) {
      const auto size = std::min<std::uint64_t>(piece.size(), produced_ - read_);
      up_.generate(read_, piece.first(size));
      read_ += size;
    }
    reading_into_ = {};
    journal_.note(What::read_local, static_cast<std::int64_t>(position),
                  static_cast<std::int64_t>(read_ - position));
    session_.input_read(read_ - position, now());
  }
}

// The next frames when those before have been written.
void Client::write_frames() {
  std::size_t frames = 0;
  while (link_ != 0 && batch_.empty() && !session_.ended()) {
    session_.next_frames(batch_, now());
    if (batch_.empty()) {
      if (session_.ended() || channel().waits_for_pacer(now())) return;
      sending_.check_rest(channel());
      receiving_.check_rest();
      return;
    }
    for (const ssm::OutgoingFrame& frame : batch_) watch_frame(frame);
    frames += batch_.size();
    if (frames > kManyFrames) throw Violation("the client writes without an end");
    Time written = scheduler_.now();
    for (const auto& frame : batch_) written = service_.written_at(frame.bytes.size());
    if (written <= scheduler_.now()) {
      batch_written();
      continue;
    }
    scheduler_.at(written, [this, writer = writer_] {
      if (writer != writer_) return;
      batch_written();
      step();
    });
  }
}

// The bytes leave only now: they must still be where they were.
void Client::batch_written() {
  for (const auto& frame : batch_) service_.from_client(link_, frame.text, frame.bytes);
  drop_batch();
}

void Client::drop_batch() {
  if (batch_.empty()) return;
  batch_.clear();
  ++writer_;
  session_.frames_written();
}

void Client::watch_frame(const ssm::OutgoingFrame& frame) {
  if (frame.text) {
    sending_.wrote_text(frame.bytes);
    return;
  }
  if (trace::is_on(trace::Topic::session)) {
    trace::write(trace::Topic::session, "sent " + ssm::trace_text(frame.bytes));
  }
  const auto seen = glimpse(frame.bytes);
  if (!seen) throw Violation("the client writes something that is no frame");
  if (seen->type == ssm::MessageType::acknowledge) {
    receiving_.wrote_acknowledge(*seen);
  } else {
    sending_.wrote_stream(*seen, frame.bytes);
  }
}

void Client::write_local() {
  if (writing_local_ || output_gone_ || !session_.has_output()) return;
  if (!gate_opened_) throw Violation("local output is written before the gate is open");
  session_.take_output(output_);
  receiving_.took_local(output_);
  Duration needed{};
  if (scenario_.reader_per_second > 0) {
    needed = std::chrono::nanoseconds(1'000'000'000 * output_.size() / scenario_.reader_per_second);
  }
  writing_local_ = true;
  scheduler_.at(std::max(scheduler_.now() + needed, reader_slow_until_),
                [this, size = output_.size()] { local_written(size); });
}

void Client::local_written(std::size_t size) {
  if (output_gone_ || postponed([this, size] { local_written(size); })) return;
  writing_local_ = false;
  receiving_.wrote_local(size);
  written_ += size;
  sending_.something_happened();
  session_.output_written(now());
  step();
}

void Client::produce(std::uint64_t size) {
  if (input_ended_) return;
  produced_ += size;
  sending_.something_happened();
  step();
}

void Client::end_input() {
  input_ended_ = true;
  sending_.something_happened();
  step();
}

void Client::lose_output() {
  if (postponed([this] { lose_output(); }) || done()) return;
  journal_.note(What::output_lost);
  output_gone_ = true;
  receiving_.output_gone();
  session_.output_closed(now());
  step();
}

void Client::slow_reader(Duration lasting) {
  journal_.note(What::reader_slow, lasting / 1ms);
  reader_slow_until_ = std::max(reader_slow_until_, scheduler_.now() + lasting);
}

}  // namespace cloudx::simulation
