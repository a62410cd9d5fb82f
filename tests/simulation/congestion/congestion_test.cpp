// What the grid does not show: growth without a bottleneck, sources that pause, large messages.

#include <gtest/gtest.h>

#include "simulation/congestion/transfer.hpp"

namespace cloudx::simulation {
namespace {

using namespace std::chrono_literals;
using sandbox::AgentSilence;

TransferOptions path(std::chrono::milliseconds round_trip, double rate) {
  TransferOptions options;
  options.path.round_trip = round_trip;
  options.path.rate = rate;
  return options;
}

TEST(Congestion, WithoutABottleneckTheWindowReachesItsLimitInATenthOfASecond) {
  TransferOptions options = path(1ms, 0);
  options.length = 100ms;
  EXPECT_EQ(run_transfer(options).window, 4U << 20);
}

TEST(Congestion, FastShortPathIsFullAfterAQuarterOfASecond) {
  TransferOptions options = path(1ms, 100e6);
  options.settling = 250ms;
  options.length = 1s;
  EXPECT_GE(run_transfer(options).settled, 0.99);
}

TEST(Congestion, SourceThatPausesFillsThePathAgainWithinAFewRoundTrips) {
  TransferOptions options = path(50ms, 5e6);
  options.on = 2s;
  options.off = 2s;
  options.settling = 4s;
  options.length = 20s;
  const TransferResult result = run_transfer(options);
  EXPECT_GE(result.settled, 0.5 * 0.95);
  EXPECT_LE(result.queueing.max(), 80);
}

// The service's limit is of messages: with larger ones it is no limit of the path.
TEST(Congestion, SourceThatPausesNeverExceedsTheServicesLimit) {
  for (const auto round_trip : {1ms, 10ms, 50ms, 100ms, 200ms}) {
    SCOPED_TRACE(round_trip.count());
    TransferOptions options = path(round_trip, 20e6);
    options.paced = true;
    options.on = 4s;
    options.off = 3s;
    options.length = 60s;
    const TransferResult result = run_transfer(options);
    EXPECT_FALSE(result.killed);
    EXPECT_LE(result.queueing.max(), 155);
  }
}

TEST(Congestion, WithoutThePacerTheServiceEndsTheWebsocket) {
  TransferOptions options = path(50ms, 5e6);
  options.message_limit = 1000;
  EXPECT_TRUE(run_transfer(options).killed);
}

TEST(Congestion, LargeMessagesFillThePath) {
  for (const std::size_t payload : {4U << 10, 16U << 10, 64U << 10}) {
    SCOPED_TRACE(payload);
    TransferOptions options = path(50ms, 20e6);
    options.payload = payload;
    options.settling = 5s;
    const TransferResult result = run_transfer(options);
    EXPECT_GE(result.settled, 0.98);
    EXPECT_LE(result.queueing.max(), 100);
  }
}

TEST(Congestion, SilentAgentGetsOneRepeatASecondAndThenTheOldRate) {
  TransferOptions options = path(50ms, 5e6);
  options.path.silence = AgentSilence{5s, 10s};
  options.settling = 5s;
  options.length = 20s;
  const TransferResult result = run_transfer(options);
  EXPECT_LE(result.repeats, 14U);
  EXPECT_GE(result.settled, 0.9);
}

TEST(Congestion, SameSeedGivesTheSameTransfer) {
  TransferOptions options = path(20ms, 2e6);
  options.path.loss_to_agent = options.path.loss_to_client = 0.02;
  options.path.jitter = 5ms;
  const TransferResult first = run_transfer(options);
  const TransferResult second = run_transfer(options);
  EXPECT_EQ(first.messages, second.messages);
  EXPECT_EQ(first.repeats, second.repeats);
  EXPECT_EQ(first.queueing.max(), second.queueing.max());
}

}  // namespace
}  // namespace cloudx::simulation
