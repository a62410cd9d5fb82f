#include "protocol/smux/multiplexer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/protocol/smux/transport.hpp"

namespace cloudx::smux {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Multiplexer, StreamsAreNumberedFrom3InStepsOf2) {
  Transport transport;
  EXPECT_EQ(transport.mux.open(), 3U);
  EXPECT_EQ(transport.mux.open(), 5U);
  EXPECT_EQ(transport.mux.open(), 7U);
  EXPECT_THAT(texts(transport.read()), ElementsAre("syn 3", "syn 5", "syn 7"));
}

TEST(Multiplexer, NoNumberIsUsedTwice) {
  Transport transport({.first_stream = 0xFFFF'FFFB});
  EXPECT_EQ(transport.mux.open(), 0xFFFF'FFFBU);
  EXPECT_EQ(transport.mux.open(), 0xFFFF'FFFDU);
  EXPECT_EQ(transport.mux.open(), 0xFFFF'FFFFU);
  EXPECT_EQ(transport.mux.open(), std::nullopt);
  EXPECT_EQ(transport.mux.open(), std::nullopt);
  EXPECT_EQ(transport.read().size(), 3U);
}

TEST(Multiplexer, DataFollowsItsSynAtOnceAndFinWhenTheDataHasArrived) {
  Transport transport;
  const StreamId id = transport.mux.open().value();
  transport.write(id, "hello");
  transport.mux.close(id);
  EXPECT_THAT(texts(transport.read()), ElementsAre("syn 3", "psh 3 hello"));
  EXPECT_FALSE(transport.mux.has_frames());
  transport.deliver_all();
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_EQ(transport.mux.streams(), 0U);
}

TEST(Multiplexer, CloseSendsWhatWasWrittenAndResetDropsIt) {
  Transport transport;
  const StreamId closed = transport.open();
  const StreamId reset = transport.open();
  transport.write(closed, "kept");
  transport.write(reset, "dropped");
  transport.mux.close(closed);
  transport.mux.reset(reset);
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 5", "psh 3 kept"));
  transport.deliver_all();
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
}

TEST(Multiplexer, ResetDoesNotWaitForWhatIsUnderWay) {
  Transport transport;
  const StreamId id = transport.open();
  transport.write(id, "under way");
  transport.read();
  transport.mux.reset(id);
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
  EXPECT_EQ(transport.mux.streams(), 0U);
}

TEST(Multiplexer, StreamThatIsResetBeforeItsSynIsNeverHeardOf) {
  Transport transport;
  const StreamId id = transport.mux.open().value();
  transport.write(id, "dropped");
  transport.mux.reset(id);
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_THAT(transport.read(), IsEmpty());
  EXPECT_EQ(transport.mux.streams(), 0U);
}

TEST(Multiplexer, WhatTheAgentSendsIsGivenToItsStream) {
  Transport transport;
  const StreamId first = transport.open();
  const StreamId second = transport.open();
  transport.receive(frame(Command::psh, second, "two"));
  transport.receive(frame(Command::psh, first, "one"));
  transport.receive(frame(Command::psh, second, " more"));
  EXPECT_EQ(transport.mux.next_changed(), second);
  EXPECT_EQ(transport.mux.next_changed(), first);
  EXPECT_EQ(transport.mux.next_changed(), std::nullopt);
  EXPECT_EQ(transport.take(second), "two more");
  EXPECT_EQ(transport.take(first), "one");
  EXPECT_FALSE(transport.mux.readable(first));
}

TEST(Multiplexer, AfterTheAgentsFinTheRestIsReadAndFinAnsweredOnce) {
  Transport transport;
  const StreamId id = transport.open();
  transport.write(id, "too late");
  transport.receive(frame(Command::psh, id, "bye"));
  transport.receive(frame(Command::fin, id));
  EXPECT_TRUE(transport.mux.remote_ended(id));
  EXPECT_EQ(transport.mux.write(id, as_bytes("x")), 0U);
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
  EXPECT_EQ(transport.take(id), "bye");
  transport.mux.close(id);
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_EQ(transport.mux.streams(), 0U);
}

TEST(Multiplexer, BothEndsMayCloseAtOnce) {
  Transport transport;
  const StreamId id = transport.open();
  transport.mux.close(id);
  transport.receive(frame(Command::fin, id));
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
  transport.receive(frame(Command::fin, id));
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_EQ(transport.mux.streams(), 0U);
}

TEST(Multiplexer, DataOfClosedAndUnknownStreamsIsDiscarded) {
  Transport transport;
  const StreamId closed = transport.open();
  transport.mux.close(closed);
  transport.receive(frame(Command::psh, closed, "before our FIN is out"));
  transport.read_and_deliver();
  transport.receive(frame(Command::psh, closed, "and after"));
  transport.receive(frame(Command::psh, 2, "even"));
  transport.receive(frame(Command::psh, 5, "not opened"));
  transport.receive(frame(Command::fin, 7));
  transport.receive(frame(Command::syn, 2));
  const StreamId next = transport.mux.open().value();
  transport.receive(frame(Command::psh, next, "SYN not out"));
  transport.receive(frame(Command::fin, next));
  EXPECT_FALSE(transport.mux.failure());
  EXPECT_FALSE(transport.mux.readable(next));
  EXPECT_FALSE(transport.mux.remote_ended(next));
  EXPECT_EQ(transport.mux.received(), 0U);
  EXPECT_THAT(texts(transport.read()), ElementsAre("syn 5"));
}

TEST(Multiplexer, DataAfterTheAgentsFinIsDiscarded) {
  Transport transport;
  const StreamId id = transport.open();
  transport.receive(frame(Command::fin, id));
  transport.receive(frame(Command::psh, id, "no"));
  EXPECT_FALSE(transport.mux.readable(id));
}

TEST(Multiplexer, NumbersThatAreNoneOfAStreamAreIgnored) {
  Transport transport;
  Bytes bytes = to_bytes("old");
  transport.mux.take(99, bytes);
  EXPECT_TRUE(bytes.empty());
  transport.mux.consumed(99, 5);
  transport.mux.close(99);
  transport.mux.reset(99);
  transport.mux.end_input(99, transport.now);
  EXPECT_EQ(transport.mux.write(99, as_bytes("x")), 0U);
  EXPECT_EQ(transport.mux.room(99), 0U);
  EXPECT_FALSE(transport.mux.readable(99));
  EXPECT_TRUE(transport.mux.remote_ended(99));
  EXPECT_FALSE(transport.mux.has_frames());
}

TEST(Multiplexer, BrokenProtocolEndsEverythingWithOneSentence) {
  for (const auto& [bytes, what] :
       {std::pair(Bytes{2, 2, 1, 0, 3, 0, 0, 0}, "another version of the protocol than 1"),
        std::pair(Bytes{1, 4, 8, 0, 3, 0, 0, 0}, "a command that version 1 does not have"),
        std::pair(Bytes{1, 1, 1, 0, 3, 0, 0, 0}, "a payload where none belongs")}) {
    Transport transport;
    const StreamId id = transport.open();
    transport.receive(frame(Command::psh, id, "before"));
    transport.write(id, "never sent");
    transport.receive(bytes);
    ASSERT_TRUE(transport.mux.failure());
    EXPECT_EQ(transport.mux.failure()->kind, Errc::protocol);
    EXPECT_EQ(transport.mux.failure()->message,
              std::string("the agent's multiplexer sent ") + what);
    EXPECT_FALSE(transport.mux.wants_feed());
    EXPECT_FALSE(transport.mux.has_frames());
    EXPECT_THAT(transport.read(), IsEmpty());
    EXPECT_EQ(transport.mux.open(), std::nullopt);
    EXPECT_EQ(transport.mux.deadline(), std::nullopt);
    EXPECT_TRUE(transport.mux.remote_ended(id));
    EXPECT_EQ(transport.take(id), "before");
    transport.receive(frame(Command::psh, id, "after"));
    EXPECT_FALSE(transport.mux.readable(id));
  }
}

TEST(Multiplexer, FailureIsToldToEveryStream) {
  Transport transport;
  transport.open();
  transport.open();
  transport.receive({9, 9, 9, 9, 9, 9, 9, 9});
  std::set<StreamId> told;
  while (const auto id = transport.mux.next_changed()) told.insert(*id);
  EXPECT_THAT(told, ElementsAre(3U, 5U));
}

TEST(Keepalive, IsSentEvery10SecondsToAgentsThatWantIt) {
  Transport transport({.keepalive = true});
  EXPECT_EQ(transport.mux.deadline(), transport.now + 10s);
  transport.pass(9'999ms);
  EXPECT_FALSE(transport.mux.has_frames());
  transport.pass(1ms);
  EXPECT_THAT(texts(transport.read()), ElementsAre("nop 0"));
  EXPECT_EQ(transport.mux.deadline(), transport.now + 10s);
  transport.pass(10s);
  transport.pass(10s);
  EXPECT_THAT(texts(transport.read()), ElementsAre("nop 0"));
}

TEST(Keepalive, IsNotSentUnaskedAndNoneIsExpected) {
  Transport transport;
  EXPECT_EQ(transport.mux.deadline(), std::nullopt);
  transport.pass(24h);
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_FALSE(transport.mux.failure());
}

TEST(Keepalive, OfTheAgentIsAccepted) {
  Transport transport;
  const StreamId id = transport.open();
  transport.receive(frame(Command::nop, 0));
  transport.receive(frame(Command::nop, id));
  EXPECT_FALSE(transport.mux.failure());
  EXPECT_EQ(transport.mux.next_changed(), std::nullopt);
}

}  // namespace
}  // namespace cloudx::smux
