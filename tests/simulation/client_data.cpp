// How the client's bytes get into the channel and its frames out of it, as src/tunnel does: read
// straight into the window, written in batches.

#include <algorithm>
#include <utility>

#include "simulation/client.hpp"

namespace cloudx::simulation {

namespace {

constexpr std::size_t kBatchBytes = 64U << 10;  // as src/tunnel/connection.cpp
constexpr std::size_t kManyFrames = 30'000;     // several windows and all acknowledges

}  // namespace

// As Tunnel::read_local(): a read waits in the space it was given, whatever happens meanwhile.
void Client::read_local() {
  while (gate_open_ && !finishing_) {
    if (reading_into_.empty()) {
      if (!channel_.wants_local()) return;
      reading_into_ = channel_.local_space();
      if (reading_into_.empty()) throw Violation("local bytes are accepted, but there is no space");
    }
    if (read_ == produced_) {
      tell_input_end();
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
    channel_.local_filled(read_ - position, now());
  }
}

void Client::tell_input_end() {
  if (!input_ended_ || std::exchange(input_end_told_, true)) return;
  journal_.note(What::input_ended);
  channel_.local_end(now());
}

// As Tunnel::write_frames(): the next ones when those before have been written.
void Client::write_frames() {
  std::size_t frames = 0;
  while (link_ != 0 && batch_.empty() && !channel_.end()) {
    collect_frames();
    if (batch_.empty()) {
      if (channel_.end()) return;
      if (channel_.waits_for_pacer(now())) return;
      sending_.check_rest(channel_);
      receiving_.check_rest();
      return;
    }
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
      pump();
    });
  }
}

// As Tunnel::collect_frames().
void Client::collect_frames() {
  std::size_t size = 0;
  ssm::OutgoingFrame frame;
  while (size < kBatchBytes && channel_.next_frame(frame, now())) {
    watch_frame(frame);
    batch_.push_back(frame);
    size += frame.bytes.size();
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
  channel_.frames_written();
}

void Client::watch_frame(const ssm::OutgoingFrame& frame) {
  if (frame.text) {
    sending_.wrote_text(frame.bytes);
    return;
  }
  const auto seen = glimpse(frame.bytes);
  if (!seen) throw Violation("the client writes something that is no frame");
  if (seen->type == ssm::MessageType::acknowledge) {
    receiving_.wrote_acknowledge(*seen);
  } else {
    sending_.wrote_stream(*seen, frame.bytes);
  }
}

}  // namespace cloudx::simulation
