// What waits for local connections, and what a hostile agent can do.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/protocol/smux/transport.hpp"

namespace cloudx::smux {
namespace {

TEST(ReceiveLimit, StalledConnectionDoesNotStopTheOthers) {
  Transport transport({.receive_limit = 100'000});
  const StreamId stalled = transport.open();
  const StreamId other = transport.open();
  transport.receive(frame(Command::psh, stalled, std::string(50'000, 's')));
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(transport.mux.wants_feed());
    transport.receive(frame(Command::psh, other, std::string(40'000, 'o')));
    EXPECT_EQ(transport.take(other).size(), 40'000U);
  }
}

TEST(ReceiveLimit, IsThatOfAllStreamsTogether) {
  Transport transport({.receive_limit = 100});
  const StreamId first = transport.open();
  const StreamId second = transport.open();
  transport.receive(frame(Command::psh, first, std::string(60, 'x')));
  EXPECT_TRUE(transport.mux.wants_feed());
  transport.receive(frame(Command::psh, second, std::string(40, 'x')));
  EXPECT_FALSE(transport.mux.wants_feed());
}

TEST(ReceiveLimit, BytesCountUntilTheyAreConsumed) {
  Transport transport({.receive_limit = 10});
  const StreamId id = transport.open();
  transport.receive(frame(Command::psh, id, "0123456789"));
  Bytes bytes;
  transport.mux.take(id, bytes);
  EXPECT_FALSE(transport.mux.wants_feed());
  transport.mux.consumed(id, 1);
  EXPECT_TRUE(transport.mux.wants_feed());
  EXPECT_EQ(transport.mux.received(), 9U);
  transport.mux.consumed(id, 100);
  EXPECT_EQ(transport.mux.received(), 0U);
}

TEST(ReceiveLimit, ClosedConnectionGivesItsShareBack) {
  for (const bool taken : {false, true}) {
    Transport transport({.receive_limit = 10});
    const StreamId id = transport.open();
    transport.receive(frame(Command::psh, id, "0123456789"));
    Bytes bytes;
    if (taken) transport.mux.take(id, bytes);
    transport.mux.close(id);
    EXPECT_TRUE(transport.mux.wants_feed());
    transport.mux.consumed(id, bytes.size());
    EXPECT_EQ(transport.mux.received(), 0U);
  }
}

TEST(Receiving, FramesCutAnywhereGiveTheSameBytes) {
  const std::string text(300, 'x');
  Transport transport;
  const StreamId id = transport.open();
  for (const std::uint8_t byte : frame(Command::psh, id, text)) transport.receive({byte});
  EXPECT_EQ(transport.take(id), text);
}

TEST(Receiving, LargestFrameIsTaken) {
  Transport transport;
  const StreamId id = transport.open();
  transport.receive(frame(Command::psh, id, std::string(kLargestPayload, 'x')));
  EXPECT_EQ(transport.take(id).size(), kLargestPayload);
}

TEST(Receiving, EmptyDataChangesNothing) {
  Transport transport;
  const StreamId id = transport.open();
  transport.receive(frame(Command::psh, id));
  EXPECT_EQ(transport.mux.next_changed(), std::nullopt);
  EXPECT_FALSE(transport.mux.readable(id));
}

TEST(Receiving, BytesThatFollowAFinAreThoseOfTheNextFrame) {
  Transport transport;
  const StreamId first = transport.open();
  const StreamId second = transport.open();
  Bytes bytes = frame(Command::fin, first);
  const Bytes more = frame(Command::psh, second, "hello");
  bytes.insert(bytes.end(), more.begin(), more.end());
  transport.receive(bytes);
  EXPECT_TRUE(transport.mux.remote_ended(first));
  EXPECT_EQ(transport.take(second), "hello");
}

TEST(Receiving, ChangeIsToldOnceUntilSomethingNewHappens) {
  Transport transport;
  const StreamId id = transport.open();
  transport.receive(frame(Command::psh, id, "a"));
  transport.receive(frame(Command::psh, id, "b"));
  transport.receive(frame(Command::fin, id));
  EXPECT_EQ(transport.mux.next_changed(), id);
  EXPECT_EQ(transport.mux.next_changed(), std::nullopt);
}

// Streams that nobody opened cost nothing, however many an agent makes up.
TEST(HostileAgent, UnknownStreamsTakeNoMemory) {
  Transport transport;
  for (StreamId id = 0; id < 10'000; ++id) {
    transport.receive(frame(Command::syn, id));
    transport.receive(frame(Command::psh, id, "x"));
    transport.receive(frame(Command::fin, id));
  }
  EXPECT_EQ(transport.mux.streams(), 0U);
  EXPECT_EQ(transport.mux.received(), 0U);
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_EQ(transport.mux.open(), 3U);
  EXPECT_EQ(transport.read().size(), 1U);
}

// Numbers that were never opened must not count as accepted.
TEST(HostileAgent, FutureNumbersDoNotLiftTheLimitOfStreamsThatWait) {
  Transport transport({.unaccepted_limit = 1});
  transport.receive(frame(Command::fin, 0xFFFF'FFFF));
  transport.open();
  EXPECT_TRUE(transport.mux.open().has_value());
  EXPECT_FALSE(transport.mux.has_frames());
}

}  // namespace
}  // namespace cloudx::smux
