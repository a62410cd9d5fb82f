// The local side has finished writing, and smux has no half-close.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/protocol/smux/transport.hpp"

namespace cloudx::smux {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Grace, FinIsHeldUntilNoAnswerHasComeForTheTime) {
  Transport transport({.grace = 5s});
  const StreamId id = transport.open();
  transport.mux.end_input(id, transport.now);
  transport.pass(4s);
  transport.receive(frame(Command::psh, id, "answer"));
  transport.pass(4s);
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_EQ(transport.mux.deadline(), transport.now + 1s);
  transport.pass(1s);
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
  EXPECT_EQ(transport.mux.deadline(), std::nullopt);
}

TEST(Grace, BeginsWhenTheLastByteHasArrived) {
  Transport transport({.grace = 5s});
  const StreamId id = transport.open();
  transport.write(id, "question");
  transport.mux.end_input(id, transport.now);
  transport.pass(1h);
  EXPECT_THAT(texts(transport.read()), ElementsAre("psh 3 question"));
  transport.pass(1h);
  EXPECT_FALSE(transport.mux.has_frames());
  transport.deliver_all();
  transport.pass(4'999ms);
  EXPECT_FALSE(transport.mux.has_frames());
  transport.pass(1ms);
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
}

TEST(Grace, IsNotWaitedForByAStreamThatIsFinished) {
  Transport transport({.grace = 5s});
  const StreamId id = transport.mux.open().value();
  transport.mux.finish(id);
  EXPECT_THAT(texts(transport.read_and_deliver()), ElementsAre("syn 3", "fin 3"));
  EXPECT_FALSE(transport.mux.remote_ended(id));
  transport.receive(frame(Command::psh, id, "late"));
  transport.receive(frame(Command::fin, id));
  EXPECT_TRUE(transport.mux.remote_ended(id));
  EXPECT_EQ(transport.take(id), "late");
  transport.mux.close(id);
  EXPECT_EQ(transport.mux.streams(), 0U);
}

TEST(Grace, BeginsNotBeforeTheStreamIsOpen) {
  Transport transport({.grace = 5s});
  const StreamId id = transport.mux.open().value();
  transport.mux.end_input(id, transport.now);
  transport.pass(1h);
  EXPECT_THAT(texts(transport.read()), ElementsAre("syn 3"));
  transport.pass(1h);
  EXPECT_FALSE(transport.mux.has_frames());
  transport.deliver_all();
  transport.pass(4'999ms);
  EXPECT_FALSE(transport.mux.has_frames());
  transport.pass(1ms);
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
}

TEST(Grace, DoesNotRunWhileNothingIsRead) {
  Transport transport({.receive_limit = 3, .grace = 5s});
  const StreamId id = transport.open();
  transport.mux.end_input(id, transport.now);
  transport.receive(frame(Command::psh, id, "full"));
  transport.pass(1h);
  transport.pass(4s);
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_EQ(transport.take(id), "full");
  transport.pass(1s);
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
}

TEST(Grace, WhatComesAfterItIsStillGivenOut) {
  Transport transport({.grace = 5s});
  const StreamId id = transport.open();
  transport.mux.end_input(id, transport.now);
  transport.pass(5s);
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
  transport.receive(frame(Command::psh, id, "late"));
  EXPECT_EQ(transport.take(id), "late");
  EXPECT_FALSE(transport.mux.remote_ended(id));
  transport.receive(frame(Command::fin, id));
  EXPECT_TRUE(transport.mux.remote_ended(id));
  transport.mux.close(id);
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_EQ(transport.mux.streams(), 0U);
}

TEST(Grace, EndsWithTheAgentsFin) {
  Transport transport;
  const StreamId id = transport.open();
  transport.mux.end_input(id, transport.now);
  transport.receive(frame(Command::fin, id));
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
  EXPECT_EQ(transport.mux.deadline(), std::nullopt);
  transport.pass(1h);
  EXPECT_FALSE(transport.mux.has_frames());
}

TEST(Grace, EndsWithTheConnection) {
  Transport transport;
  const StreamId id = transport.open();
  transport.mux.end_input(id, transport.now);
  transport.mux.close(id);
  EXPECT_EQ(transport.mux.deadline(), std::nullopt);
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
}

TEST(Grace, NothingIsWrittenAfterTheEndOfInput) {
  Transport transport;
  const StreamId id = transport.open();
  transport.mux.end_input(id, transport.now);
  EXPECT_EQ(transport.mux.room(id), 0U);
  EXPECT_EQ(transport.mux.write(id, as_bytes("x")), 0U);
  EXPECT_THAT(transport.read(), IsEmpty());
}

TEST(Grace, SecondEndOfInputDoesNotProlongIt) {
  Transport transport({.grace = 5s});
  const StreamId id = transport.open();
  transport.mux.end_input(id, transport.now);
  transport.pass(4s);
  transport.mux.end_input(id, transport.now);
  transport.pass(1s);
  EXPECT_THAT(texts(transport.read()), ElementsAre("fin 3"));
}

}  // namespace
}  // namespace cloudx::smux
