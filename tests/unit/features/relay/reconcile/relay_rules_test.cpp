#include "features/relay/reconcile/relay_rules.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;

class RelayRulesTest : public testing::Test {
 protected:
  RelayRulesTest() { state_.id = "my-mac"; }

  void reach(NextStep step) {
    ASSERT_TRUE(want(state_, now_, "t1", false));
    if (step == NextStep::prepare) return;
    ASSERT_TRUE(chose_image(state_, "t1", "ami-1"));
    if (step == NextStep::launch) return;
    ASSERT_TRUE(launched(state_, "t1", {"i-1", "t1", now_}));
    if (step == NextStep::look) return;
    ASSERT_TRUE(got_address(state_, "t1", "192.0.2.1"));
    if (step == NextStep::probe) return;
    ASSERT_TRUE(is_ready(state_, "t1", "ssh-ed25519 AAAA", now_));
  }

  RelayState state_;
  Time now_{1'790'000'000s};
};

TEST_F(RelayRulesTest, LaunchGoesStepByStep) {
  EXPECT_EQ(next_step(state_), NextStep::nothing);
  ASSERT_TRUE(want(state_, now_, "t1", false));
  EXPECT_EQ(next_step(state_), NextStep::prepare);
  ASSERT_TRUE(chose_image(state_, "t1", "ami-1"));
  EXPECT_EQ(next_step(state_), NextStep::launch);
  ASSERT_TRUE(launched(state_, "t1", {"i-1", "t1", now_}));
  EXPECT_EQ(next_step(state_), NextStep::look);
  ASSERT_TRUE(got_address(state_, "t1", "192.0.2.1"));
  EXPECT_EQ(next_step(state_), NextStep::probe);
  ASSERT_TRUE(is_ready(state_, "t1", "ssh-ed25519 AAAA", now_));
  EXPECT_EQ(next_step(state_), NextStep::watch);
  EXPECT_EQ(state_.attempt, 1U);
}

TEST_F(RelayRulesTest, SecondWishJoinsTheLaunch) {
  reach(NextStep::look);
  ASSERT_TRUE(want(state_, now_ + 1s, "t2", true));
  EXPECT_EQ(state_.client_token, "t1");
  EXPECT_EQ(state_.instance_id, "i-1");
  EXPECT_EQ(state_.last_used, now_ + 1s);
  EXPECT_TRUE(state_.v1);
}

TEST_F(RelayRulesTest, RelayThatEndsIsNotJoined) {
  reach(NextStep::watch);
  ASSERT_TRUE(begin_end(state_, "ending", ""));
  EXPECT_FALSE(want(state_, now_, "t2", false));
  EXPECT_EQ(state_.phase, RelayPhase::ending);
}

TEST_F(RelayRulesTest, WordOfAnotherAttemptChangesNothing) {
  reach(NextStep::look);
  const RelayState before = state_;
  EXPECT_FALSE(chose_image(state_, "t0", "ami-0"));
  EXPECT_FALSE(launched(state_, "t0", {"i-0", "t0", now_}));
  EXPECT_FALSE(launched(state_, "t1", {"i-2", "t1", now_})) << "it has one already";
  EXPECT_FALSE(got_address(state_, "t0", "192.0.2.9"));
  EXPECT_FALSE(is_ready(state_, "t0", "", now_));
  EXPECT_FALSE(died(state_, "t0", "", "t3"));
  EXPECT_FALSE(refused(state_, "t0", ""));
  EXPECT_FALSE(ended(state_, "t0"));
  EXPECT_EQ(state_, before);
}

TEST_F(RelayRulesTest, NodeThatStoodStillEndsNoRelayThatAnotherOneBroughtUp) {
  reach(NextStep::watch);
  EXPECT_FALSE(abandon_launch(state_, "t1", "giving up", "EC2 does not answer"));
  EXPECT_FALSE(outlived(state_, "t0"));
  EXPECT_EQ(state_.phase, RelayPhase::running);
  EXPECT_TRUE(outlived(state_, "t1"));
  EXPECT_EQ(state_.phase, RelayPhase::ending);
}

TEST_F(RelayRulesTest, LaunchIsAbandonedByWhoIsAtIt) {
  reach(NextStep::look);
  EXPECT_FALSE(abandon_launch(state_, "t0", "giving up", "old news"));
  ASSERT_TRUE(abandon_launch(state_, "t1", "giving up", "EC2 does not answer"));
  EXPECT_EQ(state_.error, "EC2 does not answer");
}

TEST_F(RelayRulesTest, InstanceThatDiesIsReplacedTwice) {
  reach(NextStep::look);
  ASSERT_TRUE(died(state_, "t1", "hardware", "t2"));
  EXPECT_EQ(next_step(state_), NextStep::launch);
  EXPECT_EQ(state_.client_token, "t2");
  ASSERT_TRUE(died(state_, "t2", "hardware", "t3"));
  ASSERT_TRUE(died(state_, "t3", "hardware", "t4"));
  EXPECT_EQ(state_.phase, RelayPhase::none);
  EXPECT_EQ(state_.error, "hardware");
}

TEST_F(RelayRulesTest, AnswerThatComesAfterTheEndWasAskedForIsKept) {
  reach(NextStep::launch);
  ASSERT_TRUE(begin_end(state_, "ending", ""));
  EXPECT_EQ(next_step(state_), NextStep::find);
  ASSERT_TRUE(launched(state_, "t1", {"i-1", "t1", now_}));
  EXPECT_EQ(next_step(state_), NextStep::terminate);
  EXPECT_EQ(state_.step, "ending");
}

TEST_F(RelayRulesTest, EndBeforeAnythingWasAskedOfEc2HasNothingToFind) {
  reach(NextStep::prepare);
  ASSERT_TRUE(begin_end(state_, "ending", ""));
  EXPECT_EQ(next_step(state_), NextStep::terminate);
}

TEST_F(RelayRulesTest, ReasonOfAFailedLaunchOutlivesItsEnd) {
  reach(NextStep::look);
  ASSERT_TRUE(begin_end(state_, "giving up", "too slow"));
  ASSERT_TRUE(ended(state_, "t1"));
  EXPECT_EQ(state_.phase, RelayPhase::none);
  EXPECT_EQ(state_.error, "too slow");
  ASSERT_TRUE(want(state_, now_, "t2", false));
  EXPECT_EQ(state_.error, "");
}

TEST_F(RelayRulesTest, LeaseKeepsOthersAwayUntilItRunsOut) {
  EXPECT_FALSE(take_lease(state_, "a", now_, 30s)) << "nothing to work on";
  reach(NextStep::look);
  EXPECT_TRUE(take_lease(state_, "a", now_, 30s));
  EXPECT_FALSE(take_lease(state_, "b", now_ + 29s, 30s));
  EXPECT_TRUE(take_lease(state_, "a", now_ + 29s, 30s));
  EXPECT_TRUE(take_lease(state_, "b", now_ + 59s, 30s));
  EXPECT_FALSE(give_lease(state_, "a"));
  EXPECT_TRUE(give_lease(state_, "b"));
  EXPECT_TRUE(take_lease(state_, "a", now_ + 59s, 30s));
}

TEST_F(RelayRulesTest, RelayThatOutlivesItsIdleLimitByFarEnds) {
  reach(NextStep::watch);
  EXPECT_EQ(limit_reached(state_, {.unheard = 59min, .age = 1h}, 5min, 24h), "");
  EXPECT_NE(limit_reached(state_, {.unheard = 61min, .age = 2h}, 5min, 24h), "");
  EXPECT_NE(limit_reached(state_, {.unheard = 61min, .age = 2h}, 1min, 24h), "");
  EXPECT_EQ(limit_reached(state_, {.unheard = 5h, .age = 5h}, 30min, 24h), "");
  EXPECT_NE(limit_reached(state_, {.unheard = 7h, .age = 7h}, 30min, 24h), "");
}

TEST_F(RelayRulesTest, VersionOneClientIsNeverHeardOfAgainAndTheRelayKnowsBest) {
  reach(NextStep::watch);
  state_.v1 = true;
  EXPECT_EQ(limit_reached(state_, {.unheard = 23h, .age = 23h}, 5min, 24h), "");
  EXPECT_NE(limit_reached(state_, {.unheard = 23h, .age = 25h}, 5min, 24h), "");
}

TEST_F(RelayRulesTest, UseIsNotedAlsoByAClockThatWasSetBack) {
  reach(NextStep::watch);
  ASSERT_TRUE(use(state_, now_ + 1h));
  EXPECT_TRUE(use(state_, now_));
  EXPECT_EQ(state_.last_used, now_);
}

TEST_F(RelayRulesTest, LaunchIsOverdueAfterItsLimit) {
  reach(NextStep::look);
  EXPECT_FALSE(launch_overdue(state_, now_ + kLaunchLimit));
  EXPECT_TRUE(launch_overdue(state_, now_ + kLaunchLimit + 1s));
}

TEST_F(RelayRulesTest, RelayOfOneClientAloneEndsWhenThatGivesUp) {
  ASSERT_TRUE(want(state_, now_, "t1", false, "a"));
  EXPECT_FALSE(give_up(state_, "b"));
  EXPECT_FALSE(give_up(state_, ""));
  ASSERT_TRUE(want(state_, now_, "t2", false, "a"));  // asked again, its answer was lost
  ASSERT_TRUE(give_up(state_, "a"));
  EXPECT_EQ(state_.phase, RelayPhase::ending);
}

TEST_F(RelayRulesTest, RelayThatAnotherClientJoinedDoesNotEndWithTheFirst) {
  for (const char* const other : {"b", ""}) {
    state_ = {};
    ASSERT_TRUE(want(state_, now_, "t1", false, "a"));
    ASSERT_TRUE(want(state_, now_, "t2", false, other));
    EXPECT_FALSE(give_up(state_, "a"));
    EXPECT_FALSE(give_up(state_, other));
    EXPECT_EQ(state_.phase, RelayPhase::launching);
  }
}

TEST_F(RelayRulesTest, RelayThatWasTakenOverDoesNotEndWithWhoAskedForOne) {
  ASSERT_TRUE(want(state_, now_, "t1", false, "a"));
  ASSERT_TRUE(launched(state_, "t1", {"i-0", "t0", now_}));
  EXPECT_FALSE(give_up(state_, "a"));
  EXPECT_EQ(state_.phase, RelayPhase::launching);
}

TEST_F(RelayRulesTest, NextRelayIsItsOwnLaunchers) {
  ASSERT_TRUE(want(state_, now_, "t1", false, "a"));
  ASSERT_TRUE(begin_end(state_, "ending", ""));
  ASSERT_TRUE(ended(state_, "t1"));
  ASSERT_TRUE(want(state_, now_, "t2", false, "b"));
  EXPECT_FALSE(give_up(state_, "a"));
  EXPECT_TRUE(give_up(state_, "b"));
}

TEST_F(RelayRulesTest, CrowdedOutLaunchIsAnotherAttemptThatKnowsTheFirstReason) {
  reach(NextStep::launch);
  ASSERT_TRUE(crowded_out(state_, "t1", "no room for nano", "t2"));
  EXPECT_EQ(next_step(state_), NextStep::launch);
  EXPECT_EQ(state_.client_token, "t2");
  EXPECT_EQ(state_.attempt, 2U);
  EXPECT_FALSE(crowded_out(state_, "t1", "old news", "t3"));
  ASSERT_TRUE(crowded_out(state_, "t2", "no room for micro", "t3"));
  EXPECT_EQ(state_.error, "no room for nano");
  ASSERT_TRUE(launched(state_, "t3", {"i-1", "t3", now_}));
  EXPECT_FALSE(crowded_out(state_, "t1", "", "t4"));
}

TEST_F(RelayRulesTest, VmWithoutARecordIsTakenInAsItRuns) {
  const Launched found{"i-1", "t1", now_ - 1h};
  ASSERT_TRUE(taken_in(state_, found, "192.0.2.1", "ssh-ed25519 AAAA", now_));
  EXPECT_EQ(next_step(state_), NextStep::watch);
  EXPECT_EQ(state_.instance_id, "i-1");
  EXPECT_EQ(state_.client_token, "t1");
  EXPECT_EQ(state_.launched_at, now_ - 1h);
  // Nobody has said yet who uses it.
  EXPECT_EQ(limit_reached(state_, {.unheard = 10h, .age = 11h}, 5min, 24h), "");
  EXPECT_NE(limit_reached(state_, {.unheard = 10h, .age = 25h}, 5min, 24h), "");
  EXPECT_FALSE(taken_in(state_, {"i-2", "t2", now_}, "192.0.2.2", "", now_));
  ASSERT_TRUE(ended(state_, "t1"));
}

TEST_F(RelayRulesTest, VmWithoutARecordCanBeEnded) {
  // Another program launches without a client token.
  ASSERT_TRUE(begin_end_of(state_, {"i-1", "", now_}, now_));
  EXPECT_EQ(next_step(state_), NextStep::terminate);
  EXPECT_FALSE(begin_end_of(state_, {"i-2", "", now_}, now_));
  ASSERT_TRUE(ended(state_, ""));
  EXPECT_EQ(state_.phase, RelayPhase::none);
  EXPECT_EQ(state_.error, "");
}

}  // namespace
}  // namespace cloudx::relay
