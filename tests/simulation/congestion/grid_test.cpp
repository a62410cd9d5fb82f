// Every path of the grid, one test for each condition.

#include "simulation/congestion/grid.hpp"

#include <gtest/gtest.h>

namespace cloudx::simulation {
namespace {

class CongestionGrid : public testing::TestWithParam<Condition> {};

TEST_P(CongestionGrid, FillsTheBottleneckAndKeepsTheQueueShort) {
  for (const Cell& cell : cells(GetParam())) {
    SCOPED_TRACE(testing::Message() << cell.round_trip_ms << " ms, " << cell.rate / 1e6 << " MB/s");
    const TransferResult result = run_transfer(cell.options);
    EXPECT_FALSE(result.killed);
    EXPECT_GE(result.settled, kLeastShare);
    EXPECT_LE(result.queueing.quantile(0.99), kMostQueueing);
    const bool forgets = cell.options.path.silence && cell.options.path.silence->forgets;
    if (!forgets) EXPECT_LE(result.queueing.max(), kMostTransient);
  }
}

std::string test_name(const testing::TestParamInfo<Condition>& info) {
  std::string name(info.param.name);
  std::erase_if(name, [](char c) { return c == '-' || c == '.'; });
  return name;
}

INSTANTIATE_TEST_SUITE_P(Conditions, CongestionGrid, testing::ValuesIn(conditions()), test_name);

}  // namespace
}  // namespace cloudx::simulation
