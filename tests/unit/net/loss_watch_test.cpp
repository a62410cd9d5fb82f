#include "net/loss_watch.hpp"

#include <gtest/gtest.h>

namespace cloudx::net {
namespace {

using namespace std::chrono_literals;

constexpr auto kStart = SilenceMeter::TimePoint(1000s);

TEST(SilenceMeter, DataThatWaitsWhileNothingComesBackIsSilence) {
  SilenceMeter meter;
  meter.look(kStart, true, 5ms);
  meter.look(kStart + 9s, true, 9005ms);
  EXPECT_FALSE(meter.silent(kStart + 9s));
  meter.look(kStart + 11s, true, 11005ms);
  EXPECT_TRUE(meter.silent(kStart + 11s));
}

TEST(SilenceMeter, DataSentAfterALongRestGetsTheWholeTime) {
  SilenceMeter meter;
  meter.look(kStart, false, 0ms);
  meter.look(kStart + 600s, true, 600s);
  EXPECT_FALSE(meter.silent(kStart + 609s));
}

TEST(SilenceMeter, PeerThatAnswersIsNotSilentHoweverMuchWaits) {
  SilenceMeter meter;
  for (auto passed = 0s; passed < 60s; ++passed) {
    meter.look(kStart + passed, true, 900ms);
    EXPECT_FALSE(meter.silent(kStart + passed));
  }
}

TEST(SilenceMeter, NothingToAcknowledgeIsNoSilence) {
  SilenceMeter meter;
  meter.look(kStart, true, 0ms);
  meter.look(kStart + 60s, false, 60s);
  EXPECT_FALSE(meter.silent(kStart + 60s));
  EXPECT_FALSE(meter.waiting());
}

}  // namespace
}  // namespace cloudx::net
