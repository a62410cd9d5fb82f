#include "features/relay/forward/decision.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

EndpointView view(RelayPhase phase, const char* instance = "i-1") {
  EndpointView view;
  view.phase = phase;
  view.instance_id = instance;
  view.address = "192.0.2.7";
  view.host_key = "ssh-ed25519 AAAA";
  return view;
}

TEST(ForwardDecision, OpensARelayThatRuns) {
  EXPECT_EQ(decide(view(RelayPhase::running), "", ""), Action::open);
  for (const RelayPhase phase : {RelayPhase::none, RelayPhase::launching, RelayPhase::ending}) {
    EXPECT_EQ(decide(view(phase), "", ""), Action::nothing) << name(phase);
  }
}

TEST(ForwardDecision, StaysWhileItsRelayRunsAndClosesAfterwards) {
  const std::string open = relay_name(view(RelayPhase::running));
  EXPECT_EQ(decide(view(RelayPhase::running), open, ""), Action::nothing);
  EXPECT_EQ(decide(view(RelayPhase::ending), open, ""), Action::close);
  EXPECT_EQ(decide(view(RelayPhase::none), open, ""), Action::close);
}

TEST(ForwardDecision, ClosesBeforeItOpensAnotherRelay) {
  const std::string open = relay_name(view(RelayPhase::running));
  EXPECT_EQ(decide(view(RelayPhase::running, "i-2"), open, ""), Action::close);
  EXPECT_EQ(decide(view(RelayPhase::running, "i-2"), "", open), Action::open);
}

TEST(ForwardDecision, RelayThatWasOverIsNotOpenedAgain) {
  EXPECT_EQ(decide(view(RelayPhase::running), "", relay_name(view(RelayPhase::running))),
            Action::nothing);
}

TEST(ForwardDecision, OriginalIsOverWithItsConnectionOursOnlyWhenItStaysAway) {
  EndpointView original = view(RelayPhase::running);
  original.host_key.clear();
  EXPECT_TRUE(is_over(original, {.was_in = true, .failures = 0}));
  EXPECT_FALSE(is_over(original, {.was_in = false, .failures = 2}));
  EXPECT_TRUE(is_over(original, {.was_in = false, .failures = 3}));
  EXPECT_FALSE(is_over(view(RelayPhase::running), {.was_in = true, .failures = 0}));
  EXPECT_FALSE(is_over(view(RelayPhase::running), {.was_in = false, .failures = 100}));
  EXPECT_TRUE(is_over(view(RelayPhase::running), {.was_in = true, .failures = 3}));
}

}  // namespace
}  // namespace cloudx::relay
