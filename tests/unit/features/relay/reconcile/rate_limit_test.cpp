#include "features/relay/reconcile/rate_limit.hpp"

#include <string>

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;

class RateLimitTest : public testing::Test {
 protected:
  int take_all(std::string_view key) {
    int taken = 0;
    while (taken < 100 && limit_.take(key, now_)) ++taken;
    return taken;
  }
  RateLimit limit_{2, 5};  // two a second, five at once
  RateLimit::TimePoint now_{1000s};
};

TEST_F(RateLimitTest, BurstIsAllowedAtOnceThenTheRate) {
  EXPECT_EQ(take_all("a"), 5);
  now_ += 1s;
  EXPECT_EQ(take_all("a"), 2);
  now_ += 1h;
  EXPECT_EQ(take_all("a"), 5);
}

TEST_F(RateLimitTest, KeysDoNotTouchEachOther) {
  EXPECT_EQ(take_all("a"), 5);
  EXPECT_EQ(take_all("b"), 5);
}

TEST_F(RateLimitTest, WaitSaysWhenTheNextIsAllowed) {
  EXPECT_EQ(limit_.wait("a", now_), 0s);
  take_all("a");
  EXPECT_EQ(limit_.wait("a", now_), 1s);
  now_ += limit_.wait("a", now_);
  EXPECT_TRUE(limit_.take("a", now_));
}

TEST_F(RateLimitTest, KeyThatIsForgottenAmongManyOthersGetsNoMoreThanItsRate) {
  int taken = 0;
  for (int i = 0; i < 100'000; ++i) {
    now_ += 1ms;
    EXPECT_TRUE(limit_.take("key " + std::to_string(i), now_));
    taken += take_all("busy");
  }
  EXPECT_LE(taken, 5 + 2 * 100);
}

}  // namespace
}  // namespace cloudx::relay
