#include "sandbox/world/path_spec.hpp"

#include <gtest/gtest.h>

namespace cloudx::sandbox {
namespace {

using namespace std::chrono_literals;

TEST(PathSpecTest, EveryPartIsSet) {
  const auto path = parse_path(
      "rtt=50ms,rate=1M,queue=256k,loss=0.01,jitter=5ms,"
      "silent-at=3s,silent-for=2s,seed=7");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->round_trip, 50ms);
  EXPECT_EQ(path->rate, 1 << 20);
  EXPECT_EQ(path->queue, 256U << 10);
  EXPECT_EQ(path->loss_to_agent, 0.01);
  EXPECT_EQ(path->loss_to_client, 0.01);
  EXPECT_EQ(path->jitter, 5ms);
  ASSERT_TRUE(path->silence);
  EXPECT_EQ(path->silence->at, 3s);
  EXPECT_EQ(path->silence->length, 2s);
  EXPECT_EQ(path->seed, 7U);
}

TEST(PathSpecTest, NothingIsNoPath) {
  const auto path = parse_path("");
  ASSERT_TRUE(path);
  EXPECT_FALSE(path->shapes());
}

TEST(PathSpecTest, NonsenseIsNamed) {
  for (const char* text : {"rtt", "rtt=50", "rate=1G", "queue=-1", "loss=2", "speed=1M",
                           "rate=1M,"
                           ",loss=0"}) {
    const auto path = parse_path(text);
    ASSERT_FALSE(path) << text;
    EXPECT_EQ(path.error().kind, Errc::usage) << text;
  }
}

}  // namespace
}  // namespace cloudx::sandbox
