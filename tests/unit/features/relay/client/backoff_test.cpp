#include "features/relay/client/backoff.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesUpToItsMostAndBeginsAnew) {
  Backoff backoff(milliseconds(1000), milliseconds(3000));
  constexpr double kNearlyOne = 0.9999999;
  EXPECT_EQ(backoff.next(kNearlyOne), milliseconds(999));
  EXPECT_EQ(backoff.next(kNearlyOne), milliseconds(1999));
  EXPECT_EQ(backoff.next(kNearlyOne), milliseconds(2999));
  EXPECT_EQ(backoff.next(kNearlyOne), milliseconds(2999));
  backoff.reset();
  EXPECT_EQ(backoff.next(0), milliseconds(500));
}

}  // namespace
}  // namespace cloudx::relay
