#pragma once
// The transport and the agent's end of one multiplexer, as far as a test of it needs them: frames
// are read in pieces of 1 KiB, as a data channel would, and kept.

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "protocol/smux/frame.hpp"
#include "protocol/smux/multiplexer.hpp"

namespace cloudx::smux {

using namespace std::chrono_literals;

struct SentFrame {
  FrameHeader header;
  std::string payload;
};

[[nodiscard]] inline Bytes frame(Command command, StreamId stream, std::string_view payload = {}) {
  Bytes bytes(kHeaderSize);
  encode_header(
      {.command = command, .length = static_cast<std::uint16_t>(payload.size()), .stream = stream},
      std::span(bytes).first<kHeaderSize>());
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

class Transport {
 public:
  explicit Transport(MultiplexerOptions options = {}) : mux(options, now) {}

  // Reads at most so many pieces of 1 KiB; tells the frames that this completed.
  std::vector<SentFrame> read(std::size_t pieces = 1000) {
    if (memory_.size() < pieces) memory_.resize(pieces, Bytes(1024));
    const auto memory = std::span(memory_).first(pieces);
    const std::vector<std::span<std::uint8_t>> spans(memory.begin(), memory.end());
    std::size_t size = mux.read_frames(spans);
    undelivered += size;
    std::vector<SentFrame> frames;
    for (const Bytes& piece : memory) {
      if (size == 0) break;
      const std::size_t part = std::min(size, piece.size());
      decode(ByteView(piece).first(part), frames);
      size -= part;
    }
    return frames;
  }
  // All that there is now, each part delivered before the next is read.
  std::vector<SentFrame> read_and_deliver() {
    std::vector<SentFrame> frames;
    while (mux.has_frames()) {
      std::ranges::move(read(), std::back_inserter(frames));
      deliver_all();
    }
    return frames;
  }
  void deliver_all() {
    mux.delivered(undelivered, now);
    undelivered = 0;
  }
  void receive(const Bytes& bytes) { mux.feed(bytes, now); }
  void pass(std::chrono::steady_clock::duration time) {
    now += time;
    mux.tick(now);
  }
  // A stream whose SYN has gone out and arrived.
  StreamId open() {
    const StreamId id = mux.open().value();
    read_and_deliver();
    return id;
  }
  void write(StreamId id, std::string_view text) {
    ASSERT_EQ(mux.write(id, as_bytes(text)), text.size());
  }
  std::string take(StreamId id) {
    Bytes bytes;
    mux.take(id, bytes);
    mux.consumed(id, bytes.size());
    return std::string(as_text(bytes));
  }

  TimePoint now{1000s};
  Multiplexer mux;
  std::size_t undelivered = 0;

 private:
  void decode(ByteView bytes, std::vector<SentFrame>& frames) {
    while (true) {
      const auto fragment = decoder_.next(bytes);
      ASSERT_TRUE(fragment.has_value()) << describe(fragment.error());
      if (!*fragment) return;
      partial_ += as_text((*fragment)->payload);
      if (!(*fragment)->ends_frame) continue;
      frames.push_back({(*fragment)->frame, std::move(partial_)});
      partial_.clear();
    }
  }

  std::vector<Bytes> memory_;
  FrameDecoder decoder_;
  std::string partial_;
};

// For comparisons: "syn 3", "psh 3 hello".
[[nodiscard]] inline std::vector<std::string> texts(const std::vector<SentFrame>& frames) {
  constexpr std::array<std::string_view, 4> kNames = {"syn", "fin", "psh", "nop"};
  std::vector<std::string> result;
  for (const auto& [header, payload] : frames) {
    std::string text(kNames.at(static_cast<std::size_t>(header.command)));
    text += ' ' + std::to_string(header.stream);
    if (!payload.empty()) text += ' ' + payload;
    result.push_back(std::move(text));
  }
  return result;
}

}  // namespace cloudx::smux
