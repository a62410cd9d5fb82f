#include <gtest/gtest.h>

#include "unit/protocol/smux/transport.hpp"

namespace cloudx::smux {
namespace {

TEST(ManyStreams, ThousandOpenAtOnceAllGetThrough) {
  Transport transport;
  std::map<StreamId, std::string> sent;
  std::vector<StreamId> ids(1000);
  for (StreamId& id : ids) {
    id = transport.mux.open().value();
    transport.write(id, "question of " + std::to_string(id));
  }
  for (const SentFrame& one : transport.read_and_deliver()) sent[one.header.stream] += one.payload;
  for (const StreamId id : ids) {
    EXPECT_EQ(sent[id], "question of " + std::to_string(id));
    transport.receive(frame(Command::psh, id, "answer to " + std::to_string(id)));
    transport.receive(frame(Command::fin, id));
  }
  EXPECT_EQ(transport.mux.streams(), 1000U);
  for (const StreamId id : ids) {
    EXPECT_EQ(transport.take(id), "answer to " + std::to_string(id));
    transport.mux.close(id);
  }
  EXPECT_EQ(transport.read_and_deliver().size(), 1000U);
  EXPECT_EQ(transport.mux.streams(), 0U);
  EXPECT_EQ(transport.mux.received(), 0U);
  EXPECT_EQ(transport.mux.in_flight(), 0U);
  EXPECT_FALSE(transport.mux.has_frames());
  EXPECT_EQ(transport.mux.deadline(), std::nullopt);
}

TEST(ManyStreams, OneAfterTheOtherLeaveNothing) {
  Transport transport;
  std::size_t fins = 0;
  for (int i = 0; i < 10'000; ++i) {
    const StreamId id = transport.open();
    transport.write(id, "hello");
    transport.receive(frame(Command::psh, id, "hello"));
    if (i % 3 == 0) transport.receive(frame(Command::fin, id));
    if (i % 3 == 1) transport.mux.end_input(id, transport.now);
    if (i % 2 == 0) {
      transport.mux.close(id);
    } else {
      transport.mux.reset(id);
    }
    for (const SentFrame& one : transport.read_and_deliver()) {
      if (one.header.command == Command::fin) ++fins;
    }
    if (i % 3 != 0) transport.receive(frame(Command::fin, id));
    EXPECT_EQ(transport.mux.streams(), 0U);
  }
  EXPECT_EQ(fins, 10'000U);
  EXPECT_EQ(transport.mux.received(), 0U);
  EXPECT_EQ(transport.mux.in_flight(), 0U);
  EXPECT_EQ(transport.mux.deadline(), std::nullopt);
  EXPECT_EQ(transport.mux.next_changed(), std::nullopt);
}

}  // namespace
}  // namespace cloudx::smux
