#include "protocol/ssm/message_pacer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class MessagePacerTest : public testing::Test {
 protected:
  int write_all() {
    int count = 0;
    for (; pacer.may_write(now); ++count) pacer.wrote(now);
    return count;
  }
  // Writes whatever may be written, for so long.
  int write_for(seconds time) {
    int count = 0;
    for (const TimePoint end = now + time; now < end; now += milliseconds(1)) count += write_all();
    return count;
  }

  TimePoint now{seconds(100)};
  MessagePacer pacer{MessagePacer::kUsual};
};

TEST_F(MessagePacerTest, NeverMoreThanTheRateAndAShortBurst) {
  EXPECT_LE(write_all(), 50);
  const int count = write_for(seconds(10));
  EXPECT_LE(count, 9000 + 50);
  EXPECT_GE(count, 8950);
}

TEST_F(MessagePacerTest, WithoutARateEverythingMayBeWritten) {
  MessagePacer unlimited(std::nullopt);
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_TRUE(unlimited.may_write(now));
    unlimited.wrote(now);
  }
}

TEST_F(MessagePacerTest, TellsWhenSomeMessagesMayBeWritten) {
  write_all();
  const TimePoint at = pacer.ready_at(now);
  EXPECT_GT(at, now + milliseconds(2));
  EXPECT_LT(at, now + milliseconds(6));
  now = at;
  EXPECT_GE(write_all(), 4);
}

TEST_F(MessagePacerTest, LossInTheMidstOfManyMessagesHalvesTheRateForGood) {
  write_for(seconds(5));
  pacer.lost(now);
  EXPECT_EQ(pacer.rate(), 450);
  now += seconds(100);
  write_for(seconds(5));
  pacer.lost(now);
  EXPECT_EQ(pacer.rate(), 225);
  write_for(seconds(5));
  pacer.lost(now);
  EXPECT_EQ(pacer.rate(), 225);
}

TEST_F(MessagePacerTest, LossWhileLittleIsWrittenSaysNothingOfTheRate) {
  for (int i = 0; i < 1000; ++i) {
    pacer.wrote(now);
    now += milliseconds(10);
  }
  pacer.lost(now);
  EXPECT_EQ(pacer.rate(), 900);
  write_for(seconds(5));
  now += seconds(10);
  pacer.lost(now);
  EXPECT_EQ(pacer.rate(), 900);
}

TEST_F(MessagePacerTest, RateThatWasKeptForLongIsNotWhatTheWebsocketWasLostFor) {
  write_for(seconds(90));
  pacer.lost(now);
  EXPECT_EQ(pacer.rate(), 900);
}

TEST_F(MessagePacerTest, SmallRateOfTheUsersIsNotHalved) {
  MessagePacer slow(100);
  for (int i = 0; i < 1000; ++i) {
    if (slow.may_write(now)) slow.wrote(now);
    now += milliseconds(5);
  }
  slow.lost(now);
  EXPECT_EQ(slow.rate(), 100);
}

ChannelOptions paced_options() {
  ChannelOptions options = port_options();
  options.message_rate = 100;
  return options;
}

// All that goes out counts: acknowledges as well as data.
TEST(ChannelPacing, AcknowledgesAndDataShareTheRate) {
  Session session(paced_options());
  session.open();
  std::size_t frames = 0;
  std::int64_t number = 2;
  for (int ms = 0; ms < 10'000; ++ms) {
    session.receive(output_frame(number++, "x"));
    session.type("y");
    frames += session.sent().size();
    session.local();
    session.advance(milliseconds(1));
    session.channel.tick(session.now());
  }
  EXPECT_LE(frames, 1000U + 60);
  EXPECT_GE(frames, 950U);
}

TEST(ChannelPacing, WhatIsTypedDoesNotWaitForTheEndOfADownload) {
  Session session(paced_options());
  session.open();
  std::int64_t number = 2;
  std::size_t written = 0;
  for (int ms = 0; ms < 2000 && written == 0; ++ms) {
    if (ms == 1000) session.type("y");
    session.receive(output_frame(number++, "x"));
    written = session.sent_numbers().size();
    session.local();
    session.advance(milliseconds(1));
  }
  EXPECT_EQ(written, 1U);
}

TEST(ChannelPacing, WebsocketIsLeftUnreadWhileManyAcknowledgesWait) {
  Session session(paced_options());
  session.open();
  for (std::int64_t number = 2; number < 20'000 && session.channel.wants_messages(); ++number) {
    session.receive(output_frame(number, "x"));
  }
  EXPECT_FALSE(session.channel.wants_messages());
  EXPECT_TRUE(session.channel.waits_for_pacer(session.now()) ||
              session.channel.has_frame(session.now()));
  std::size_t acknowledged = session.acknowledged().size();
  for (int i = 0; i < 10'000 && session.to_deadline(); ++i)
    acknowledged += session.acknowledged().size();
  EXPECT_GT(acknowledged, 8000U);
  EXPECT_TRUE(session.channel.wants_messages());
}

TEST(ChannelPacing, DeadlineIsWhenThePacerLetsSomethingPass) {
  Session session(paced_options());
  session.open();
  for (std::int64_t number = 2; number < 100; ++number) session.receive(output_frame(number, "x"));
  session.sent();
  EXPECT_TRUE(session.channel.waits_for_pacer(session.now()));
  EXPECT_FALSE(session.channel.has_frame(session.now()));
  ASSERT_TRUE(session.to_deadline());
  EXPECT_TRUE(session.channel.has_frame(session.now()));
}

}  // namespace
}  // namespace cloudx::ssm::test
