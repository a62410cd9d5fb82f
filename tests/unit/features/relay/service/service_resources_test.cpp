#include "features/relay/service/service_resources.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

TEST(ServiceResources, SomeFilesAreNoConnections) {
  EXPECT_EQ(connections_within(1000, 4096), 1000U);
  EXPECT_EQ(connections_within(1000, 1064), 1000U);
  EXPECT_EQ(connections_within(1000, 1024), 960U);
  EXPECT_EQ(connections_within(1000, 65), 1U);
  EXPECT_EQ(connections_within(1000, 64), 1U);
  EXPECT_EQ(connections_within(1000, 10), 1U);
}

}  // namespace
}  // namespace cloudx::relay
