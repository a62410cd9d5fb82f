#include "fuzz/support/mux_session.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "fuzz/support/expect.hpp"
#include "protocol/smux/schedule.hpp"

namespace cloudx::fuzz {
namespace {

using smux::Command;
using smux::StreamId;

constexpr std::size_t kMostStreams = 20;

std::uint8_t pattern(StreamId id, std::size_t position) {
  return static_cast<std::uint8_t>(id * 31 + position * 7 + position / 256);
}

Bytes pattern(StreamId id, std::size_t position, std::size_t size) {
  Bytes bytes(size);
  for (std::uint8_t& byte : bytes) byte = pattern(id, position++);
  return bytes;
}

}  // namespace

MuxSession::MuxSession(smux::MultiplexerOptions options) : options_(options), mux_(options, now_) {}

MuxSession::Local* MuxSession::chosen(std::uint8_t which, StreamId& id) {
  if (open_.empty()) return nullptr;
  id = *std::next(open_.begin(), static_cast<std::ptrdiff_t>(which % open_.size()));
  return &locals_.at(id);
}

void MuxSession::open() {
  if (open_.size() >= kMostStreams) return;
  const auto id = mux_.open();
  expect(id.has_value() != mux_.failure().has_value(), "only a failed session opens no stream");
  if (!id) return;
  expect(*id % 2 == 1 && *id >= 3, "the number is one of a client");
  expect(locals_.try_emplace(*id).second, "no number is given twice");
  open_.insert(*id);
  check();
}

void MuxSession::write(std::uint8_t which, std::size_t size) {
  StreamId id = 0;
  Local* local = chosen(which, id);
  if (local == nullptr) return;
  const std::size_t room = mux_.room(id);
  const std::size_t taken = mux_.write(id, pattern(id, local->written, size));
  expect(taken == std::min(room, size), "as much is taken as there is room for");
  local->written += taken;
  check();
}

void MuxSession::end_input(std::uint8_t which) {
  StreamId id = 0;
  if (chosen(which, id) == nullptr) return;
  mux_.end_input(id, now_);
  expect(mux_.room(id) == 0, "nothing is written after the end");
  check();
}

void MuxSession::give_up(StreamId id) {
  locals_.at(id).is_open = false;
  open_.erase(id);
  expect(!mux_.readable(id) && mux_.remote_ended(id), "a closed stream is not there any more");
  check();
}

void MuxSession::close(std::uint8_t which) {
  StreamId id = 0;
  if (chosen(which, id) == nullptr) return;
  mux_.close(id);
  give_up(id);
}

void MuxSession::reset(std::uint8_t which) {
  StreamId id = 0;
  Local* local = chosen(which, id);
  if (local == nullptr) return;
  mux_.reset(id);
  local->is_reset = true;
  give_up(id);
}

void MuxSession::take(std::uint8_t which, bool consumed) {
  StreamId id = 0;
  Local* local = chosen(which, id);
  if (local == nullptr) return;
  Bytes bytes;
  mux_.take(id, bytes);
  expect(!mux_.readable(id), "all of it is taken");
  if (!is_hostile_) {
    expect(bytes == pattern(id, local->read, bytes.size()), "bytes come in order, none twice");
    expect(local->read + bytes.size() == local->received, "none is missing");
  }
  local->read += bytes.size();
  if (consumed) mux_.consumed(id, bytes.size());
  check();
}

void MuxSession::read_frames(std::size_t pieces, std::size_t piece) {
  std::vector<Bytes> memory(pieces, Bytes(piece));
  const std::vector<std::span<std::uint8_t>> spans(memory.begin(), memory.end());
  const bool has_frames = mux_.has_frames();
  std::size_t size = mux_.read_frames(spans);
  expect(size <= pieces * piece, "no more than there is room for");
  expect(has_frames || size == 0, "frames come only where there are some");
  expect(!has_frames || size > 0 || pieces * piece <= smux::kHeaderSize, "what there is comes");
  undelivered_ += size;
  for (const Bytes& one : memory) {
    judge(ByteView(one).first(std::min(size, one.size())));
    size -= std::min(size, one.size());
  }
  expect(sent_.missing() == smux::kHeaderSize && partial_.empty(), "frames are whole");
  check();
}

void MuxSession::judge(ByteView bytes) {
  while (!bytes.empty()) {
    const auto fragment = sent_.next(bytes);
    expect(fragment.has_value(), "what is sent can be decoded");
    if (!*fragment) return;
    partial_.insert(partial_.end(), (*fragment)->payload.begin(), (*fragment)->payload.end());
    if (!(*fragment)->ends_frame) continue;
    judge_frame((*fragment)->frame, partial_);
    partial_.clear();
  }
}

void MuxSession::judge_frame(const smux::FrameHeader& frame, ByteView payload) {
  if (frame.command == Command::nop) {
    expect(options_.keepalive && frame.stream == 0, "keepalive is sent only where it is wanted");
    return;
  }
  expect(locals_.contains(frame.stream), "frames are those of our streams");
  Local& local = locals_.at(frame.stream);
  expect(local.opened != (frame.command == Command::syn), "SYN comes first, and once");
  expect(!local.ended, "nothing comes after FIN");
  local.opened = true;
  if (frame.command == Command::psh) {
    expect(!payload.empty(), "data is not empty");
    expect(std::ranges::equal(payload, pattern(frame.stream, local.sent, payload.size())),
           "bytes go in order, none twice");
    local.sent += payload.size();
    expect(local.sent <= local.written, "no more is sent than was written");
  } else if (frame.command == Command::fin) {
    local.ended = true;
    expect(local.sent == local.written || local.is_reset || local.agent_ended || is_hostile_,
           "FIN comes after all data");
  }
}

void MuxSession::deliver(std::size_t count) {
  undelivered_ -= std::min(undelivered_, count);
  mux_.delivered(count, now_);
  check();
}

void MuxSession::advance(std::chrono::milliseconds time) {
  now_ += time;
  mux_.tick(now_);
  const auto deadline = mux_.deadline();
  expect(!deadline || *deadline > now_, "no deadline is served twice");
  check();
}

void MuxSession::feed(ByteView bytes) {
  is_hostile_ = true;
  mux_.feed(bytes, now_);
  check();
}

void MuxSession::answer(std::uint8_t which, std::size_t size) {
  StreamId id = 0;
  Local* local = chosen(which, id);
  if (local == nullptr) return;
  Bytes bytes(smux::kHeaderSize);
  smux::encode_header(
      {.command = Command::psh, .length = static_cast<std::uint16_t>(size), .stream = id},
      std::span(bytes).first<smux::kHeaderSize>());
  const Bytes payload = pattern(id, local->received, size);
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  mux_.feed(bytes, now_);
  if (local->opened && !local->agent_ended) local->received += size;
  check();
}

void MuxSession::finish(std::uint8_t which) {
  StreamId id = 0;
  Local* local = chosen(which, id);
  if (local == nullptr) return;
  std::array<std::uint8_t, smux::kHeaderSize> header;
  smux::encode_header({.command = Command::fin, .length = 0, .stream = id}, header);
  mux_.feed(header, now_);
  local->agent_ended = local->agent_ended || local->opened;
  check();
}

void MuxSession::check() {
  std::set<StreamId> told;
  while (const auto id = mux_.next_changed()) {
    expect(open_.contains(*id), "only open streams change");
    expect(told.insert(*id).second, "each is told once");
  }
  // Of a frame that has arrived in part all counts.
  expect(mux_.in_flight() <= undelivered_ + smux::Schedule::kQuantum,
         "no more is under way than was read");
  const std::size_t syns = locals_.size() * smux::kHeaderSize;
  expect(mux_.in_flight() <= options_.in_flight_limit + options_.in_flight_reserve +
                                 smux::Schedule::kQuantum + syns,
         "what is under way is limited");
  expect(open_.size() <= mux_.streams(), "open streams are kept");
}

void MuxSession::end() {
  while (!open_.empty()) close(0);
  expect(mux_.received() == 0, "closed streams hold nothing");
  if (mux_.failure()) return;
  // The agent accepts all that wait.
  for (int i = 0; i < 10'000 && (mux_.has_frames() || mux_.streams() > 0); ++i) {
    read_frames(4, 5000);
    deliver(undelivered_);
    for (const auto& [id, local] : locals_) {
      std::array<std::uint8_t, smux::kHeaderSize> header;
      smux::encode_header({.command = Command::fin, .length = 0, .stream = id}, header);
      if (local.opened && local.ended) mux_.feed(header, now_);
    }
  }
  deliver(undelivered_);
  // It may have left us in the midst of a frame, which swallows that.
  if (is_hostile_) return;
  expect(mux_.streams() == 0 && !mux_.has_frames() && mux_.in_flight() == 0, "nothing is left");
  for (const auto& [id, local] : locals_) {
    expect(local.opened == local.ended, "every stream that was opened is closed");
    expect(local.opened || local.is_reset, "every stream is opened");
  }
  expect(!mux_.deadline() || options_.keepalive, "nothing is waited for");
}

}  // namespace cloudx::fuzz
