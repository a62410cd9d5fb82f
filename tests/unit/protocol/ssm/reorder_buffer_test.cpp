#include "protocol/ssm/reorder_buffer.hpp"

#include <gtest/gtest.h>

namespace cloudx::ssm {
namespace {

TEST(ReorderBuffer, GivesStoredMessagesInOrder) {
  ReorderBuffer buffer{ReorderLimit{}};
  EXPECT_TRUE(buffer.store(2, PayloadType::output, as_bytes("c")));
  EXPECT_TRUE(buffer.store(1, PayloadType::flag, as_bytes("b")));
  EXPECT_EQ(buffer.front(), nullptr);
  EXPECT_TRUE(buffer.gap());
  buffer.advance();
  ASSERT_NE(buffer.front(), nullptr);
  EXPECT_EQ(buffer.front()->type, PayloadType::flag);
  buffer.pop();
  EXPECT_EQ(as_text(buffer.front()->payload), "c");
  buffer.pop();
  EXPECT_TRUE(buffer.empty());
  EXPECT_FALSE(buffer.gap());
  EXPECT_EQ(buffer.expected(), 3);
}

TEST(ReorderBuffer, FullByMessagesRefusesNewNumbersButKnowsOldOnes) {
  ReorderBuffer buffer(ReorderLimit{.messages = 2, .bytes = 100});
  EXPECT_TRUE(buffer.store(5, PayloadType::output, as_bytes("x")));
  EXPECT_TRUE(buffer.store(6, PayloadType::output, as_bytes("x")));
  EXPECT_FALSE(buffer.store(7, PayloadType::output, as_bytes("x")));
  EXPECT_TRUE(buffer.store(6, PayloadType::output, as_bytes("other")));
}

TEST(ReorderBuffer, FullByBytesRefusesAndTakesAgainWhenDrained) {
  ReorderBuffer buffer(ReorderLimit{.messages = 100, .bytes = 10});
  EXPECT_TRUE(buffer.store(1, PayloadType::output, as_bytes("12345678")));
  EXPECT_FALSE(buffer.store(2, PayloadType::output, as_bytes("123")));
  buffer.advance();
  buffer.pop();
  EXPECT_TRUE(buffer.store(3, PayloadType::output, as_bytes("1234567890")));
}

TEST(ReorderBuffer, WhatFollowsALostMessageFindsRoomFarBeyondTheOfficialClients) {
  ReorderBuffer buffer{ReorderLimit{}};
  const Bytes payload(1024, 'x');
  for (std::int64_t number = 1; number <= 60'000; ++number) {
    ASSERT_TRUE(buffer.store(number, PayloadType::output, payload)) << number;
  }
  EXPECT_GT(buffer.fill(), 0.9);
  EXPECT_FALSE(buffer.backlogged());
}

TEST(ReorderBuffer, WhatWaitsForASlowReaderIsBoundedLowerThanWhatFollowsAGap) {
  ReorderBuffer buffer{ReorderLimit{}};
  const Bytes payload(1U << 20, 'x');
  EXPECT_TRUE(buffer.store(0, PayloadType::output, payload));
  EXPECT_FALSE(buffer.backlogged());
  EXPECT_TRUE(buffer.store(1, PayloadType::output, payload));
  EXPECT_TRUE(buffer.backlogged());
  EXPECT_LT(buffer.fill(), 0.1);
}

}  // namespace
}  // namespace cloudx::ssm
