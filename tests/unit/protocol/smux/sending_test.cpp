// Whose bytes go next, in which frames, and how many may be under way.

#include <algorithm>
#include <map>
#include <ranges>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/smux/schedule.hpp"
#include "unit/protocol/smux/transport.hpp"

namespace cloudx::smux {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::IsEmpty;
using testing::Le;

// As a connection that always has more.
void fill(Multiplexer& mux, StreamId id) {
  const Bytes bytes(mux.room(id), 'b');
  EXPECT_EQ(mux.write(id, bytes), bytes.size());
}

TEST(Pieces, FrameFillsItsPieceExactly) {
  Transport transport;
  const StreamId id = transport.open();
  fill(transport.mux, id);
  const auto frames = transport.read(3);
  ASSERT_EQ(frames.size(), 3U);
  for (const SentFrame& one : frames) EXPECT_EQ(one.header.length, 1024 - kHeaderSize);
}

TEST(Pieces, SmallRestOfAPieceGoesWithTheNextOne) {
  Transport transport;
  const StreamId small = transport.open();
  const StreamId bulk = transport.open();
  transport.write(small, std::string(1024 - kHeaderSize - 40, 's'));
  fill(transport.mux, bulk);
  const auto frames = transport.read(2);
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[1].header.length, 40 + 1024 - kHeaderSize);
}

TEST(Pieces, SmallRestOfTheLastPieceIsLeft) {
  Transport transport;
  const StreamId small = transport.open();
  const StreamId bulk = transport.open();
  transport.write(small, std::string(1024 - kHeaderSize - 40, 's'));
  fill(transport.mux, bulk);
  EXPECT_EQ(transport.read(1).size(), 1U);
  EXPECT_EQ(transport.undelivered, 1024U - 40);
}

TEST(Pieces, OfAnySizeTheBytesAreTheSame) {
  std::string text(3000, ' ');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>('a' + i % 23);
  for (const std::size_t size : {1U, 2U, 7U, 9U, 71U, 72U, 73U, 500U, 70'000U}) {
    Transport transport;
    const StreamId id = transport.open();
    transport.write(id, text);
    Bytes stream;
    while (transport.mux.has_frames()) {
      std::vector<Bytes> pieces(9, Bytes(size));
      pieces.emplace(pieces.begin() + 4);
      const std::vector<std::span<std::uint8_t>> spans(pieces.begin(), pieces.end());
      const std::size_t written = transport.mux.read_frames(spans);
      ASSERT_GT(written, 0U) << size;
      Bytes all;
      for (const Bytes& piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
      stream.insert(stream.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(written));
      transport.mux.delivered(written, transport.now);
    }
    FrameDecoder decoder;
    ByteView rest = stream;
    std::string seen;
    while (const auto fragment = decoder.next(rest).value()) seen += as_text(fragment->payload);
    EXPECT_EQ(seen, text) << size;
    EXPECT_EQ(decoder.missing(), kHeaderSize);
  }
}

TEST(Fairness, BulkStreamsShareEvenly) {
  Transport transport;
  std::map<StreamId, std::size_t> sent;
  for (int i = 0; i < 5; ++i) sent[transport.open()] = 0;
  for (int round = 0; round < 200; ++round) {
    for (const auto& [id, size] : sent) fill(transport.mux, id);
    for (const SentFrame& one : transport.read(7)) sent[one.header.stream] += one.header.length;
    transport.deliver_all();
  }
  const auto [least, most] = std::ranges::minmax(sent | std::views::values);
  EXPECT_LE(most - least, 2 * Schedule::kQuantum);
  EXPECT_GE(least, 200'000U);
}

// Whoever writes little at a time is served at once where there is no queue, but not more often
// than the others in a row.
TEST(Fairness, ManySmallWritesAreNoAdvantage) {
  Transport transport({.send_buffer = 3000});
  const StreamId large = transport.open();
  const StreamId small = transport.open();
  std::map<StreamId, std::size_t> sent;
  for (int round = 0; round < 2000; ++round) {
    fill(transport.mux, large);
    if (transport.mux.room(small) == 3000) transport.write(small, std::string(1000, 's'));
    for (const SentFrame& one : transport.read(1)) sent[one.header.stream] += one.header.length;
    transport.deliver_all();
  }
  EXPECT_LE(sent[small], sent[large]);
  EXPECT_GE(sent[small], sent[large] / 8);
}

TEST(Sparse, KeystrokeGoesBeforeBulk) {
  Transport transport;
  const StreamId bulk = transport.open();
  const StreamId other = transport.open();
  const StreamId typed = transport.open();
  for (const StreamId id : {bulk, other}) fill(transport.mux, id);
  transport.read(20);
  transport.write(typed, "k");
  EXPECT_EQ(texts(transport.read(1)).front(), "psh 7 k");
}

TEST(Sparse, NewStreamGoesBeforeBulk) {
  Transport transport;
  const StreamId bulk = transport.open();
  fill(transport.mux, bulk);
  transport.read(20);
  const StreamId id = transport.mux.open().value();
  transport.write(id, "first");
  const auto frames = texts(transport.read(1));
  ASSERT_GE(frames.size(), 2U);
  EXPECT_THAT(std::vector(frames.begin(), frames.begin() + 2), ElementsAre("syn 5", "psh 5 first"));
}

TEST(Sparse, KeystrokeIsSentWhenBulkHasUsedUpTheLimit) {
  Transport transport({.in_flight_limit = 10'000});
  const StreamId bulk = transport.open();
  const StreamId typed = transport.open();
  fill(transport.mux, bulk);
  transport.read();
  EXPECT_FALSE(transport.mux.has_frames());
  transport.write(typed, "k");
  EXPECT_THAT(texts(transport.read()), ElementsAre("psh 5 k"));
}

TEST(Sparse, HoweverManyComeBulkHasItsTurns) {
  Transport transport;
  const StreamId bulk = transport.open();
  fill(transport.mux, bulk);
  transport.read(20);
  std::size_t since_bulk = 0;
  std::size_t turns = 0;
  for (int round = 0; round < 300; ++round) {
    fill(transport.mux, bulk);
    transport.write(transport.mux.open().value(), std::string(1500, 's'));
    for (const SentFrame& one : transport.read(1)) {
      if (one.header.stream == bulk) {
        ++turns;
        since_bulk = 0;
      } else {
        since_bulk += kHeaderSize + one.header.length;
      }
      ASSERT_LE(since_bulk, Schedule::kSparseRun + 2 * Schedule::kQuantum);
    }
    transport.deliver_all();
  }
  EXPECT_GE(turns, 5U);
}

TEST(Backpressure, WriteTakesWhatThereIsRoomFor) {
  Transport transport({.send_buffer = 10});
  const StreamId id = transport.open();
  EXPECT_EQ(transport.mux.write(id, as_bytes("0123456789ABC")), 10U);
  EXPECT_EQ(transport.mux.room(id), 0U);
  EXPECT_EQ(transport.mux.write(id, as_bytes("ABC")), 0U);
  EXPECT_EQ(transport.mux.next_changed(), std::nullopt);
  EXPECT_THAT(texts(transport.read()), ElementsAre("psh 3 0123456789"));
  EXPECT_EQ(transport.mux.next_changed(), id);
  EXPECT_EQ(transport.mux.room(id), 10U);
}

TEST(Backpressure, NobodyIsToldOfRoomThatWasNotMissed) {
  Transport transport({.send_buffer = 10});
  const StreamId id = transport.open();
  transport.write(id, "0123456789");
  transport.read();
  EXPECT_EQ(transport.mux.next_changed(), std::nullopt);
}

TEST(Backpressure, FullStreamLeavesTheOthersTheirRoom) {
  Transport transport({.send_buffer = 10});
  const StreamId full = transport.open();
  const StreamId other = transport.open();
  fill(transport.mux, full);
  EXPECT_EQ(transport.mux.room(full), 0U);
  EXPECT_EQ(transport.mux.room(other), 10U);
}

TEST(InFlight, StreamIsLimitedAndTheOthersGoOn) {
  Transport transport({.in_flight_limit = 1'000'000, .stream_in_flight_limit = 20'000});
  const StreamId stalled = transport.open();
  const StreamId other = transport.open();
  fill(transport.mux, stalled);
  transport.read();
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_GE(transport.mux.in_flight(), 20'000U);
  EXPECT_LE(transport.mux.in_flight(), 20'000 + Schedule::kQuantum);
  transport.write(other, "goes on");
  EXPECT_THAT(texts(transport.read()), ElementsAre("psh 5 goes on"));
}

TEST(InFlight, AllStreamsTogetherAreLimited) {
  Transport transport({.in_flight_limit = 100'000, .in_flight_reserve = 0});
  std::vector<StreamId> ids(10);
  for (StreamId& id : ids) id = transport.open();
  for (const StreamId id : ids) fill(transport.mux, id);
  transport.read(10'000);
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_GE(transport.mux.in_flight(), 100'000U);
  EXPECT_LE(transport.mux.in_flight(), 100'000 + Schedule::kQuantum);
}

TEST(InFlight, WhatHasArrivedMakesRoomFrameByFrame) {
  Transport transport({.stream_in_flight_limit = 1});
  const StreamId id = transport.open();
  fill(transport.mux, id);
  EXPECT_EQ(transport.read().size(), 1U);
  const std::size_t size = transport.undelivered;
  transport.mux.delivered(size - 1, transport.now);
  EXPECT_FALSE(transport.mux.has_frames());
  transport.mux.delivered(1, transport.now);
  EXPECT_TRUE(transport.mux.has_frames());
  EXPECT_EQ(transport.mux.in_flight(), 0U);
}

TEST(InFlight, MoreThanWasSentCannotArrive) {
  Transport transport;
  const StreamId id = transport.open();
  transport.write(id, "hello");
  transport.read();
  transport.mux.delivered(1'000'000, transport.now);
  EXPECT_EQ(transport.mux.in_flight(), 0U);
  transport.write(id, "again");
  transport.read();
  transport.mux.delivered(0, transport.now);
  EXPECT_EQ(transport.mux.in_flight(), kHeaderSize + 5);
}

TEST(InFlight, FinAndKeepaliveNeedNoRoom) {
  Transport transport({.keepalive = true, .in_flight_limit = 0, .in_flight_reserve = 0});
  const StreamId id = transport.open();
  transport.mux.close(id);
  transport.pass(10s);
  EXPECT_THAT(texts(transport.read()), ElementsAre("nop 0", "fin 3"));
}

// The agent hangs when 1024 streams wait and a destination refuses.
TEST(Opening, NoMoreStreamsWaitThanTheAgentCanHold) {
  Transport transport({.unaccepted_limit = 3});
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(transport.mux.open().has_value());
  EXPECT_THAT(texts(transport.read()), ElementsAre("syn 3", "syn 5", "syn 7"));
  EXPECT_FALSE(transport.mux.has_frames());
  transport.receive(frame(Command::psh, 5, "accepted, and so was 3"));
  EXPECT_THAT(texts(transport.read()), ElementsAre("syn 9", "syn 11"));
}

TEST(Opening, FinOfAClosedStreamShowsThatItWasAccepted) {
  Transport transport({.unaccepted_limit = 1});
  transport.mux.close(transport.open());
  transport.read_and_deliver();
  transport.mux.open().value();
  EXPECT_THAT(transport.read(), IsEmpty());
  transport.receive(frame(Command::fin, 3));
  EXPECT_THAT(texts(transport.read()), ElementsAre("syn 5"));
}

}  // namespace
}  // namespace cloudx::smux
