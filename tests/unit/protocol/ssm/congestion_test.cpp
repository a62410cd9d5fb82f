#include "protocol/ssm/congestion.hpp"

#include <deque>

#include <gtest/gtest.h>

namespace cloudx::ssm {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t kSize = 1144;
constexpr std::size_t kLargest = 4U << 20;

// A path of a fixed round trip and rate on which nothing waits but what we send.
class CongestionTest : public testing::Test {
 protected:
  void fill() {
    while (in_flight < control.window()) send();
  }
  void send(std::uint64_t lost = 0) {
    in_flight += kSize;
    control.on_sent({kSize, ++transmission, lost}, in_flight, now);
    free_at = std::max(free_at, now) + serialisation;
    flying.push_back({free_at + round_trip, now, transmission});
  }
  // The next acknowledge; its message was a repeat if told so.
  void receive(bool repeated = false) {
    const Message message = flying.front();
    flying.pop_front();
    now = std::max(now, message.back);
    in_flight -= kSize;
    control.on_delivered({kSize, message.number, now - message.sent, repeated}, in_flight, now);
  }
  void run(TimePoint::duration length) {
    const TimePoint end = now + length;
    for (fill(); now < end; fill()) receive();
  }
  [[nodiscard]] double megabytes_per_second() const { return control.rate() / 1e6; }

  struct Message {
    TimePoint back;
    TimePoint sent;
    std::uint64_t number = 0;
  };
  CongestionControl control{kLargest};
  TimePoint now{seconds(100)};
  TimePoint free_at = now;
  TimePoint::duration round_trip = milliseconds(20);
  TimePoint::duration serialisation = std::chrono::nanoseconds(286'000);  // 4 MB/s
  std::deque<Message> flying;
  std::size_t in_flight = 0;
  std::uint64_t transmission = 0;
};

TEST_F(CongestionTest, StartsWithSixteenKibibytes) {
  EXPECT_EQ(control.window(), 16U << 10);
}

TEST_F(CongestionTest, LearnsRateAndBaseRoundTripAndLeavesAShortQueue) {
  run(seconds(3));
  EXPECT_NEAR(megabytes_per_second(), 4, 0.1);
  EXPECT_NEAR(control.base_round_trip().count(), 0.020, 0.001);
  EXPECT_NEAR(static_cast<double>(control.window()), 4e6 * 0.045 + 4096, 8000);
}

TEST_F(CongestionTest, LargestWindowIsKeptWithoutABottleneck) {
  serialisation = {};
  run(seconds(1));
  EXPECT_EQ(control.window(), kLargest);
}

TEST_F(CongestionTest, KeystrokesNeitherGrowNorSpoilTheEstimate) {
  run(seconds(3));
  while (!flying.empty()) receive();
  const double rate = control.rate();
  for (int i = 0; i < 100; ++i) {
    now += milliseconds(150);
    send();
    receive();
  }
  EXPECT_EQ(control.rate(), rate);
}

TEST_F(CongestionTest, KeystrokesAloneLeaveTheInitialWindow) {
  for (int i = 0; i < 100; ++i) {
    now += milliseconds(150);
    send();
    receive();
  }
  EXPECT_LE(control.window(), 32U << 10);
  EXPECT_GE(control.window(), 16U << 10);
}

TEST_F(CongestionTest, BurstAfterAPauseIsShorterThanTheWindow) {
  run(seconds(3));
  while (!flying.empty()) receive();
  now += seconds(5);
  const std::uint64_t before = transmission;
  fill();
  EXPECT_LE((transmission - before) * kSize, 4e6 * 0.025 + 4096 + 2 * kSize);
}

TEST_F(CongestionTest, SilenceOfSecondsIsNoLowRate) {
  run(seconds(3));
  fill();
  for (Message& message : flying) message.back = now + seconds(3);
  free_at = now + seconds(3);
  run(seconds(4));
  EXPECT_NEAR(megabytes_per_second(), 4, 0.2);
}

TEST_F(CongestionTest, SlowerBottleneckIsFoundAndItsQueueDrained) {
  run(seconds(3));
  serialisation = std::chrono::microseconds(2288);  // 0.5 MB/s
  run(seconds(3));
  EXPECT_NEAR(megabytes_per_second(), 0.5, 0.05);
  EXPECT_LE(control.window(), 0.5e6 * 0.050 + 2 * 4096);
}

TEST_F(CongestionTest, LongerBaseRoundTripIsFoundByDraining) {
  run(seconds(3));
  round_trip = milliseconds(60);
  run(seconds(12));
  EXPECT_NEAR(control.base_round_trip().count(), 0.060, 0.004);
  EXPECT_NEAR(megabytes_per_second(), 4, 0.2);
}

TEST_F(CongestionTest, OwnStandingQueueIsNotTakenForTheBase) {
  run(seconds(120));
  EXPECT_NEAR(control.base_round_trip().count(), 0.020, 0.002);
}

TEST_F(CongestionTest, RestartLearnsANewPath) {
  run(seconds(3));
  flying.clear();
  in_flight = 0;
  control.restart();
  EXPECT_EQ(control.window(), 16U << 10);
  round_trip = milliseconds(80);
  run(seconds(8));
  EXPECT_NEAR(control.base_round_trip().count(), 0.080, 0.004);
  EXPECT_NEAR(megabytes_per_second(), 4, 0.2);
}

class AllowedDelayTest : public testing::Test {
 protected:
  // 1000 messages, some of them lost; true when the delay was reduced.
  bool epoch(int lost) {
    for (int i = 0; i < lost; ++i) delay.on_lost();
    for (int i = lost; i < 1000; ++i) delay.on_delivered();
    now += seconds(1);
    return delay.judge(now, Seconds(0.02));
  }
  TargetDelay delay;
  TimePoint now{seconds(100)};
};

TEST_F(AllowedDelayTest, TwoPercentOfRandomLossIsTolerated) {
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(epoch(20));
  EXPECT_FALSE(delay.reduced());
}

TEST_F(AllowedDelayTest, MoreLossReducesTheDelayDownToItsLeast) {
  EXPECT_TRUE(epoch(100));
  EXPECT_NEAR(delay.value().count(), 0.015, 1e-9);
  for (int i = 0; i < 20; ++i) epoch(100);
  EXPECT_NEAR(delay.value().count(), 0.002, 1e-9);
}

TEST_F(AllowedDelayTest, DelayComesBackSlowly) {
  delay.begin(now);
  epoch(100);
  epoch(0);
  EXPECT_NEAR(delay.value().count(), 0.0155, 1e-9);
  for (int i = 0; i < 60; ++i) epoch(0);
  EXPECT_FALSE(delay.reduced());
}

TEST_F(AllowedDelayTest, LossesOfASilentAgentAreForgotten) {
  for (int i = 0; i < 500; ++i) delay.on_lost();
  delay.forget();
  EXPECT_FALSE(epoch(0));
}

}  // namespace
}  // namespace cloudx::ssm
