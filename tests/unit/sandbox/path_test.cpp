#include "sandbox/network/path.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace cloudx::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using enum Path::Direction;
using enum Path::Verdict;

class PathTest : public testing::Test {
 protected:
  // Milliseconds after the start at which a message sent now arrives; -1 when it is dropped, -2
  // when the session is killed.
  double arrival(std::size_t size = 1000, Path::Direction direction = to_agent) {
    const auto passage = path->on_message(direction, now, size);
    if (passage.verdict == dropped) return -1;
    return std::chrono::duration<double, std::milli>(passage.at - start).count();
  }
  void make(const PathOptions& options) { path.emplace(options); }
  void at(int ms) { now = start + milliseconds(ms); }

  const PathClock::time_point start{seconds(1000)};
  PathClock::time_point now = start;
  std::optional<Path> path;
};

TEST_F(PathTest, DefaultDeliversAtOnce) {
  make({});
  EXPECT_FALSE(PathOptions().shapes());
  EXPECT_EQ(arrival(1U << 20), 0);
  EXPECT_EQ(arrival(1U << 20, to_client), 0);
}

TEST_F(PathTest, RoundTripIsHalvedBetweenTheDirections) {
  make({.round_trip = milliseconds(50)});
  EXPECT_EQ(arrival(1, to_agent), 25);
  EXPECT_EQ(arrival(1, to_client), 25);
}

TEST_F(PathTest, BottleneckSendsOneMessageAfterTheOther) {
  make({.rate = 1e6});
  EXPECT_EQ(arrival(), 1);
  EXPECT_EQ(arrival(), 2);
  EXPECT_EQ(arrival(1000, to_client), 1);
  at(10);
  EXPECT_EQ(arrival(), 11);
}

TEST_F(PathTest, FullQueueDropsAndTakesAgainWhenItHasDrained) {
  make({.rate = 1e6, .queue = 2500});
  EXPECT_EQ(arrival(), 1);
  EXPECT_EQ(arrival(), 2);
  EXPECT_EQ(arrival(), -1);
  at(1);
  EXPECT_EQ(arrival(), 3);
}

TEST_F(PathTest, MessageLargerThanTheQueuePassesAnEmptyOne) {
  make({.rate = 1e6, .queue = 2500});
  EXPECT_EQ(arrival(64'000), 64);
  EXPECT_EQ(arrival(), -1);
}

TEST_F(PathTest, MessagesToASilentAgentWaitForIt) {
  make({.silence = AgentSilence{.at = milliseconds(10), .length = milliseconds(100)}});
  EXPECT_EQ(arrival(), 0);
  at(20);
  EXPECT_EQ(arrival(), 110);
  EXPECT_EQ(arrival(1, to_client), 20);
  at(120);
  EXPECT_EQ(arrival(), 120);
}

TEST_F(PathTest, MessagesToAForgettingAgentAreLost) {
  make({.silence = AgentSilence{milliseconds(10), milliseconds(100), true}});
  EXPECT_EQ(arrival(), 0);
  at(20);
  EXPECT_EQ(arrival(), -1);
}

TEST_F(PathTest, TickCollectsArrivals) {
  make({.round_trip = milliseconds(4), .tick = milliseconds(10)});
  at(1);
  EXPECT_EQ(arrival(), 10);
  at(8);
  EXPECT_EQ(arrival(), 10);
  at(9);
  EXPECT_EQ(arrival(), 20);
}

TEST_F(PathTest, JitterDelaysWithinItsBoundAndKeepsTheOrder) {
  make({.jitter = milliseconds(20)});
  double last = 0;
  double most = 0;
  for (int ms = 0; ms < 1000; ++ms) {
    at(ms);
    const double arrived = arrival();
    EXPECT_GE(arrived, last);
    EXPECT_LE(arrived, ms + 20);
    most = std::max(most, arrived - ms);
    last = arrived;
  }
  EXPECT_GT(most, 15);
}

TEST_F(PathTest, LossIsOfTheDirectionAndRepeatsWithItsSeed) {
  const PathOptions options{.loss_to_agent = 0.1, .seed = 7};
  const auto losses = [&](Path::Direction direction) {
    make(options);
    std::string log;
    for (int i = 0; i < 2000; ++i) log += arrival(1, direction) < 0 ? 'x' : '.';
    return log;
  };
  const std::string first = losses(to_agent);
  EXPECT_EQ(first, losses(to_agent));
  EXPECT_NEAR(static_cast<double>(std::ranges::count(first, 'x')), 200, 50);
  EXPECT_EQ(losses(to_client).find('x'), std::string::npos);
}

}  // namespace
}  // namespace cloudx::sandbox
