#include "features/relay/service/page/running_cost.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;

constexpr double kPrice = 3.6;  // a tenth of a cent each second

TEST(RunningCostTest, EverySecondThatWasBegunCounts) {
  EXPECT_DOUBLE_EQ(running_cost(1h, kPrice), 3.6);
  EXPECT_DOUBLE_EQ(running_cost(90s, kPrice), 0.09);
  EXPECT_DOUBLE_EQ(running_cost(90s + 1ms, kPrice), 0.091);
  EXPECT_DOUBLE_EQ(running_cost(24h * 365, kPrice), 3.6 * 24 * 365);
}

TEST(RunningCostTest, AMinuteIsTheLeast) {
  EXPECT_DOUBLE_EQ(running_cost(0s, kPrice), 0.06);
  EXPECT_DOUBLE_EQ(running_cost(59s, kPrice), 0.06);
  EXPECT_DOUBLE_EQ(running_cost(60s, kPrice), 0.06);
  EXPECT_DOUBLE_EQ(running_cost(61s, kPrice), 0.061);
}

TEST(RunningCostTest, ClockThatIsBehindTheCloudsCostsAMinute) {
  EXPECT_DOUBLE_EQ(running_cost(-5s, kPrice), 0.06);
}

}  // namespace
}  // namespace cloudx::relay
