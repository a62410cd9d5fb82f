#include "net/loss_watch.hpp"

#include <gtest/gtest.h>

namespace cloudx::net {
namespace {

using namespace std::chrono_literals;

constexpr auto kStart = DeadPeerDetector::TimePoint(1000s);

TEST(DeadPeerDetector, DataThatWaitsWhileNothingComesBackIsSilence) {
  DeadPeerDetector detector;
  detector.look(kStart, true, 5ms);
  detector.look(kStart + 9s, true, 9005ms);
  EXPECT_FALSE(detector.silent(kStart + 9s));
  detector.look(kStart + 11s, true, 11005ms);
  EXPECT_TRUE(detector.silent(kStart + 11s));
}

TEST(DeadPeerDetector, DataSentAfterALongRestGetsTheWholeTime) {
  DeadPeerDetector detector;
  detector.look(kStart, false, 0ms);
  detector.look(kStart + 600s, true, 600s);
  EXPECT_FALSE(detector.silent(kStart + 609s));
}

TEST(DeadPeerDetector, PeerThatAnswersIsNotSilentHoweverMuchWaits) {
  DeadPeerDetector detector;
  for (auto passed = 0s; passed < 60s; ++passed) {
    detector.look(kStart + passed, true, 900ms);
    EXPECT_FALSE(detector.silent(kStart + passed));
  }
}

TEST(DeadPeerDetector, NothingToAcknowledgeIsNoSilence) {
  DeadPeerDetector detector;
  detector.look(kStart, true, 0ms);
  detector.look(kStart + 60s, false, 60s);
  EXPECT_FALSE(detector.silent(kStart + 60s));
  EXPECT_FALSE(detector.waiting());
}

}  // namespace
}  // namespace cloudx::net
