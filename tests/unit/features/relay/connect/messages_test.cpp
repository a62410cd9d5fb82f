#include "features/relay/connect/messages.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

EndpointView running(std::int64_t seen) {
  EndpointView view;
  view.phase = RelayPhase::running;
  view.time = 1'000'000;
  view.forward_seen = seen;
  return view;
}

TEST(RelayWording, SaysHowLongAgoAMachineWasHeardOf) {
  EXPECT_EQ(describe_wait(running(1'000'000 - 3 * 3600 - 5), "my-mac"),
            "the relay runs; waiting for my-mac, which was last heard of 3 h ago");
  EXPECT_EQ(describe_wait(running(1'000'000 - 20), "my-mac"), "the relay runs; waiting for my-mac");
  EXPECT_TRUE(describe_wait(running(0), "my-mac").contains("never heard of"));
}

TEST(RelayWording, ServiceOfVersionOneKnowsNothingOfTheMachine) {
  EndpointView view = running(0);
  view.time = 0;
  EXPECT_EQ(describe_wait(view, "my-mac"), "the relay runs; waiting for my-mac");
}

TEST(RelayWording, StepOfALaunchIsShownWithoutControlCharacters) {
  EndpointView view;
  view.phase = RelayPhase::launching;
  view.step = "boot\x1bing";
  EXPECT_EQ(describe_wait(view, "my-mac"), "launching the relay of my-mac: boot ing");
}

TEST(RelayWording, DurationsAreRough) {
  EXPECT_EQ(rough_duration(-5), "0 s");
  EXPECT_EQ(rough_duration(59), "59 s");
  EXPECT_EQ(rough_duration(3599), "59 min");
  EXPECT_EQ(rough_duration(36 * 3600), "36 h");
  EXPECT_EQ(rough_duration(3 * 86400), "3 days");
}

}  // namespace
}  // namespace cloudx::relay
