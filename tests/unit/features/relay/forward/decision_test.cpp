#include "features/relay/forward/decision.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

EndpointView view(const char* state, const char* instance = "i-1") {
  EndpointView view;
  view.state = state;
  view.instance_id = instance;
  view.address = "192.0.2.7";
  view.host_key = "ssh-ed25519 AAAA";
  return view;
}

TEST(ForwardDecision, OpensARelayThatRuns) {
  EXPECT_EQ(decide(view("running"), "", ""), Action::open);
  for (const char* state : {"none", "launching", "ending"}) {
    EXPECT_EQ(decide(view(state), "", ""), Action::nothing) << state;
  }
}

TEST(ForwardDecision, StaysWhileItsRelayRunsAndClosesAfterwards) {
  const std::string open = relay_name(view("running"));
  EXPECT_EQ(decide(view("running"), open, ""), Action::nothing);
  EXPECT_EQ(decide(view("ending"), open, ""), Action::close);
  EXPECT_EQ(decide(view("none"), open, ""), Action::close);
}

TEST(ForwardDecision, ClosesBeforeItOpensAnotherRelay) {
  const std::string open = relay_name(view("running"));
  EXPECT_EQ(decide(view("running", "i-2"), open, ""), Action::close);
  EXPECT_EQ(decide(view("running", "i-2"), "", open), Action::open);
}

TEST(ForwardDecision, RelayThatWasOverIsNotOpenedAgain) {
  EXPECT_EQ(decide(view("running"), "", relay_name(view("running"))), Action::nothing);
}

TEST(ForwardDecision, OriginalIsOverWithItsConnectionOursOnlyWhenItStaysAway) {
  EndpointView original = view("running");
  original.host_key.clear();
  EXPECT_TRUE(is_over(original, {.was_in = true, .failures = 0}));
  EXPECT_FALSE(is_over(original, {.was_in = false, .failures = 2}));
  EXPECT_TRUE(is_over(original, {.was_in = false, .failures = 3}));
  EXPECT_FALSE(is_over(view("running"), {.was_in = true, .failures = 0}));
  EXPECT_FALSE(is_over(view("running"), {.was_in = false, .failures = 100}));
  EXPECT_TRUE(is_over(view("running"), {.was_in = true, .failures = 3}));
}

}  // namespace
}  // namespace cloudx::relay
