#include "protocol/relay/relay_phase.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

TEST(RelayPhase, NameIsReadBack) {
  for (const RelayPhase phase :
       {RelayPhase::none, RelayPhase::launching, RelayPhase::running, RelayPhase::ending}) {
    EXPECT_EQ(relay_phase(name(phase)), phase);
  }
  EXPECT_EQ(name(RelayPhase::ending), "ending");
  EXPECT_FALSE(relay_phase("sleeping"));
}

TEST(RelayPhase, OneThatEndsIsGone) {
  EXPECT_TRUE(is_gone(RelayPhase::none));
  EXPECT_TRUE(is_gone(RelayPhase::ending));
  EXPECT_FALSE(is_gone(RelayPhase::launching));
  EXPECT_FALSE(is_gone(RelayPhase::running));
}

}  // namespace
}  // namespace cloudx::relay
