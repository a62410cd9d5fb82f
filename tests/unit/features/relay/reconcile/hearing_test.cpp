#include "features/relay/reconcile/hearing.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;

// A relay that was launched an hour ago by the clock on the wall, and looks at it.
class HearingTest : public ::testing::Test {
 protected:
  HearingTest() {
    relay_.id = "my-mac";
    relay_.phase = RelayPhase::running;
    relay_.client_token = "t1";
    relay_.launched_at = wall_ - 1h;
    relay_.last_used = wall_;
  }

  void look(std::chrono::seconds later, bool open = true) {
    clock_ += later;
    wall_ += later;
    const std::vector<RelayState> live{relay_};
    hearing_.look(live, clock_, wall_, open);
  }
  void look_for(std::chrono::seconds span, bool open = true) {
    for (auto passed = 0s; passed < span; passed += 10s) look(10s, open);
  }
  RelayTimes times() const { return hearing_.times(relay_); }

  Hearing hearing_;
  RelayState relay_;
  SteadyTime clock_{1000h};
  Time wall_{std::chrono::seconds(1'764'000'000)};
};

TEST_F(HearingTest, TimeWithoutAWordOfAClientCounts) {
  look(0s);
  EXPECT_EQ(times().unheard, 0s);
  look_for(600s);
  EXPECT_EQ(times().unheard, 600s);
  relay_.last_used = wall_;
  look(10s);
  EXPECT_EQ(times().unheard, 0s);
}

TEST_F(HearingTest, TimeBeforeTheServiceWasThereDoesNotCount) {
  relay_.last_used = wall_ - 50min;
  look(0s);
  EXPECT_EQ(times().unheard, 0s);
}

TEST_F(HearingTest, TimeDuringWhichNobodyCouldBeHeardDoesNotCount) {
  look(0s);
  look_for(100s);
  look_for(3600s, false);
  EXPECT_EQ(times().unheard, 100s);
}

TEST_F(HearingTest, TimeDuringWhichTheServiceStoodStillCountsLittle) {
  look(0s);
  look(3h);
  EXPECT_LE(times().unheard, 30s);
}

TEST_F(HearingTest, ClockThatIsSetMakesNothingOld) {
  look(0s);
  wall_ += 48h;
  look_for(60s);
  EXPECT_EQ(times().unheard, 60s);
  EXPECT_EQ(times().age, 1h + 60s);
  wall_ -= 96h;
  look_for(60s);
  EXPECT_EQ(times().unheard, 120s);
  EXPECT_LE(times().age, 1h + 120s);
}

TEST_F(HearingTest, UseIsSeenInWhicheverDirectionTheClockWasSet) {
  look(0s);
  look_for(300s);
  relay_.last_used -= 48h;
  look(10s);
  EXPECT_EQ(times().unheard, 0s);
}

TEST_F(HearingTest, NextRelayOfTheEndpointIsAnother) {
  look(0s);
  look_for(300s);
  relay_.client_token = "t2";
  relay_.launched_at = wall_;
  look(10s);
  EXPECT_EQ(times().unheard, 0s);
  EXPECT_EQ(times().age, 10s);
}

TEST_F(HearingTest, RelayThatIsNotKnownIsNew) {
  EXPECT_EQ(times().unheard, 0s);
  EXPECT_EQ(times().age, 0s);
}

}  // namespace
}  // namespace cloudx::relay
