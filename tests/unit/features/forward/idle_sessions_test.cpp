#include "features/forward/idle_sessions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::forward {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

const IdleSessions::TimePoint kStart{1h};

Destination port(int number) {
  return destination_of("db.internal", static_cast<std::uint16_t>(number));
}

TEST(IdleSessions, OneThatIsUnusedIsKeptForAWhile) {
  IdleSessions idle;
  idle.used(port(1));
  EXPECT_FALSE(idle.next_due());
  idle.unused(port(1), kStart);
  EXPECT_EQ(idle.next_due(), kStart + IdleSessions::kKept);
  EXPECT_THAT(idle.take_due(kStart + IdleSessions::kKept - 1s), IsEmpty());
  EXPECT_THAT(idle.take_due(kStart + IdleSessions::kKept), ElementsAre(port(1)));
  EXPECT_FALSE(idle.next_due());
  EXPECT_THAT(idle.take_due(kStart + 24h), IsEmpty());
}

TEST(IdleSessions, OneThatIsUsedAgainOrByAnotherStays) {
  IdleSessions idle;
  idle.used(port(1));
  idle.used(port(1));
  idle.unused(port(1), kStart);
  EXPECT_TRUE(idle.is_used(port(1)));
  EXPECT_FALSE(idle.next_due());
  idle.unused(port(1), kStart);
  EXPECT_FALSE(idle.is_used(port(1)));
  idle.used(port(1));
  EXPECT_THAT(idle.take_due(kStart + 24h), IsEmpty());
}

TEST(IdleSessions, OfTooManyTheFirstGo) {
  IdleSessions idle;
  const int most = static_cast<int>(IdleSessions::kMost);
  for (int n = 0; n < most + 2; ++n) {
    idle.used(port(n + 1));
    idle.unused(port(n + 1), kStart + std::chrono::seconds(n));
  }
  EXPECT_THAT(idle.take_due(kStart + 60s), ElementsAre(port(1), port(2)));
}

}  // namespace
}  // namespace cloudx::forward
