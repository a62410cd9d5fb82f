#include "features/relay/reconcile/reconcile.hpp"

#include <gtest/gtest.h>

#include "features/relay/reconcile/setback.hpp"
#include "unit/features/relay/reconcile/test_policy.hpp"

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;

constexpr Time kNow{1'790'000'000s};

RelayState launching(NextStep step) {
  RelayState record;
  record.id = "my-mac";
  EXPECT_TRUE(want(record, kNow, "t1", false));
  if (step == NextStep::prepare) return record;
  EXPECT_TRUE(chose_image(record, "t1", "ami-1"));
  if (step == NextStep::launch) return record;
  EXPECT_TRUE(launched(record, "t1", {"i-1", "t1", kNow}));
  if (step == NextStep::look) return record;
  EXPECT_TRUE(got_address(record, "t1", "192.0.2.1"));
  return record;
}

RelayState ending(NextStep step) {
  RelayState record = launching(step == NextStep::find ? NextStep::launch : NextStep::look);
  EXPECT_TRUE(begin_end(record, "ending", ""));
  return record;
}

Vm vm(std::string id, VmState state, std::string token = "t1") {
  return {std::move(id), "my-mac", std::move(token), "192.0.2.1", state, "it died", kNow};
}

Observation vms(std::vector<Vm> all) {
  return VmsSeen{std::move(all)};
}
std::unexpected<Error> refusal(std::string code) {
  Error error;
  error.kind = Errc::service;
  error.message = "refused";
  error.service_code = std::move(code);
  return std::unexpected(std::move(error));
}

// What a step says, in a line.
std::string in_words(const Step& step, const RelayState& before) {
  if (step.action) {
    constexpr std::array kNames{"image", "describe", "describe all", "run", "terminate", "probe"};
    std::string text = kNames.at(step.action->index());
    const auto* const run = std::get_if<RunInstance>(&*step.action);
    if (run != nullptr) text += " " + run->client_token + " " + run->image_id;
    const auto* const terminate = std::get_if<TerminateVms>(&*step.action);
    if (terminate == nullptr) return text;
    for (const std::string& id : terminate->instance_ids) text += " " + id;
    return text;
  }
  constexpr std::array kAfter{"again", "pause", "long pause", "done"};
  std::string text = kAfter.at(static_cast<std::size_t>(step.after));
  RelayState after = before;
  if (!step.change) return text;
  if (!step.change(after)) return text + ", nothing changed";
  text += ": " + std::string(name(after.phase));
  for (const std::string& part : {after.client_token, after.image_id, after.instance_id,
                                  after.address, after.host_key, after.error}) {
    if (!part.empty()) text += ", " + part;
  }
  return text;
}

struct Case {
  const char* when;
  RelayState record;
  Observation seen;
  const char* then;
  std::chrono::seconds later{1};  // after kNow
  std::chrono::seconds refused_for{0};
  bool may_be_launched = false;
};

class ReconcileTest : public testing::Test {
 protected:
  void check(const std::vector<Case>& cases) {
    for (const Case& one : cases) {
      const Step step = reconcile(
          one.record, one.seen,
          {policy_, kNow + one.later, kNow + one.later, one.refused_for, one.may_be_launched});
      EXPECT_EQ(in_words(step, one.record), one.then) << one.when;
    }
  }
  TestPolicy policy_;
};

TEST_F(ReconcileTest, LaunchThatTurnsOutWell) {
  check({
      {"a VM may be there already", launching(NextStep::prepare), {}, "describe"},
      {"there is none", launching(NextStep::prepare), vms({}), "image"},
      {"the one before has ended", launching(NextStep::prepare),
       vms({vm("i-0", VmState::terminated, "t0")}), "image"},
      {"one of another launch is there", launching(NextStep::prepare),
       vms({vm("i-0", VmState::running, "t0")}), "again: launching, t0, i-0"},
      {"there is an image", launching(NextStep::prepare), ImageSeen{"ami-7"},
       "again: launching, t1, ami-7"},
      {"it may have been launched, and that was not written down",
       launching(NextStep::launch),
       {},
       "run t1 ami-1"},
      {"it was launched", launching(NextStep::launch), LaunchSeen{vm("i-1", VmState::pending)},
       "again: launching, t1, ami-1, i-1"},
      {"does it run?", launching(NextStep::look), {}, "describe"},
      {"EC2 does not show it yet", launching(NextStep::look), vms({}), "pause"},
      {"it is pending", launching(NextStep::look), vms({vm("i-1", VmState::pending)}), "pause"},
      {"it runs", launching(NextStep::look), vms({vm("i-1", VmState::running)}),
       "again: launching, t1, ami-1, i-1, 192.0.2.1"},
      {"does it answer?", launching(NextStep::probe), {}, "probe"},
      {"it answers", launching(NextStep::probe), ProbeSeen{true},
       "done: running, t1, ami-1, i-1, 192.0.2.1, key of t1"},
  });
}

TEST_F(ReconcileTest, VmThatDoesNotComeUp) {
  Vm unaddressed = vm("i-1", VmState::running);
  unaddressed.address.clear();
  check({
      {"it died", launching(NextStep::look), vms({vm("i-1", VmState::terminated)}),
       "again: launching, next, ami-1"},
      {"EC2 never showed it", launching(NextStep::look), vms({}), "again: launching, next, ami-1",
       kUnseenLimit + 1s},
      {"no address yet", launching(NextStep::look), vms({unaddressed}), "pause"},
      {"no address ever", launching(NextStep::look), vms({unaddressed}),
       "again: ending, t1, ami-1, i-1, it has no public address: the subnet or the launch template "
       "gives none",
       kUnseenLimit + 1s},
      {"it does not answer", launching(NextStep::probe), ProbeSeen{false}, "describe"},
      {"and runs", launching(NextStep::probe), vms({vm("i-1", VmState::running)}), "pause"},
      {"and is gone", launching(NextStep::probe), vms({vm("i-1", VmState::shutting_down)}),
       "again: launching, next, ami-1"},
      {"and EC2 cannot be asked", launching(NextStep::probe),
       VmsSeen{refusal("RequestLimitExceeded")}, "pause"},
      {"a firewall hides it", launching(NextStep::probe), vms({vm("i-1", VmState::running)}),
       "done: running, t1, ami-1, i-1, 192.0.2.1, key of t1", kProbeLimit},
      {"nothing was asked of EC2 for too long",
       launching(NextStep::prepare),
       {},
       "done: none, the launch took too long: asking EC2 for a relay",
       kLaunchLimit + 1s},
      {"the launch takes too long",
       launching(NextStep::probe),
       {},
       "again: ending, t1, ami-1, i-1, 192.0.2.1, the launch took too long: i-1 runs, waiting for "
       "its SSH server",
       kLaunchLimit + 1s},
  });
}

TEST_F(ReconcileTest, VmThatDiedIsNotTakenOverAgainByAListThatLags) {
  RelayState record = launching(NextStep::prepare);
  ASSERT_TRUE(launched(record, "t1", {"i-0", "t0", kNow}));
  ASSERT_TRUE(died(record, "t0", "it died", "t2"));
  check({{"the next attempt", record, {}, "image"}});
}

TEST_F(ReconcileTest, AnswerThatWasAskedForBeforeTheProcessStoodStillIsOld) {
  const Circumstances late{policy_, kNow + 10min, kNow + 1s, 0s, false};
  EXPECT_EQ(reconcile(launching(NextStep::look), vms({}), late).after, After::pause);
  EXPECT_EQ(reconcile(launching(NextStep::probe), vms({vm("i-1", VmState::running)}), late).after,
            After::pause);
  EXPECT_EQ(reconcile(ending(NextStep::terminate), TerminationSeen{{"i-1"}, false}, late).after,
            After::pause);
}

TEST_F(ReconcileTest, LaunchThatEc2Refuses) {
  RelayState second = launching(NextStep::launch);
  ASSERT_TRUE(crowded_out(second, "t1", "full", "t2"));
  RelayState last = second;
  ASSERT_TRUE(crowded_out(last, "t2", "full, too", "t3"));
  const auto full = [] { return LaunchSeen{refusal("InsufficientInstanceCapacity")}; };
  const auto busy = [] { return LaunchSeen{refusal("RequestLimitExceeded")}; };
  const auto never = [] { return LaunchSeen{refusal("UnauthorizedOperation")}; };
  check({
      {"for the moment", launching(NextStep::launch), busy(), "long pause"},
      {"for half a minute", launching(NextStep::launch), busy(),
       "done: none, refused (RequestLimitExceeded)", 40s, 40s},
      {"for good", launching(NextStep::launch), never(),
       "done: none, refused (UnauthorizedOperation)"},
      {"no room", launching(NextStep::launch), full(),
       "again: launching, next, ami-1, refused (InsufficientInstanceCapacity)"},
      {"no room, for a while", launching(NextStep::launch), full(),
       "done: none, refused (InsufficientInstanceCapacity)", kRefusalLimit + 1s},
      {"another choice is wrong", second, never(), "again: launching, next, ami-1, full"},
      {"the last choice is wrong", last, never(),
       "done: none, full; 2 other choices of instance type and place did not help"},
      {"EC2 is away", launching(NextStep::look), VmsSeen{fail(Errc::connect, "no way")},
       "long pause"},
      {"its name cannot be resolved", launching(NextStep::launch),
       LaunchSeen{fail(Errc::resolve, "no address")}, "long pause"},
      {"its answer is no answer", launching(NextStep::look),
       VmsSeen{fail(Errc::protocol, "not XML")}, "long pause"},
      {"this process stops", launching(NextStep::look), VmsSeen{fail(Errc::interrupted, "stopped")},
       "long pause", 40s, 40s},
      {"EC2 is away and a VM is there", launching(NextStep::look),
       VmsSeen{fail(Errc::connect, "no way")}, "again: ending, t1, ami-1, i-1, no way", 40s, 40s},
      {"the token's other request differs", launching(NextStep::launch),
       LaunchSeen{refusal("IdempotentParameterMismatch")}, "long pause"},
  });
}

TEST_F(ReconcileTest, LaunchOfWhichNobodyKnowsWhetherItWasMadeIsLookedFor) {
  const auto silent = [] { return LaunchSeen{fail(Errc::timeout, "no answer")}; };
  const auto busy = [] { return LaunchSeen{refusal("RequestLimitExceeded")}; };
  RelayState second = launching(NextStep::launch);
  ASSERT_TRUE(crowded_out(second, "t1", "full", "t2"));
  check({
      {"it is told", launching(NextStep::launch), silent(), "again: ending, t1, ami-1, no answer",
       40s, 40s, true},
      {"also when EC2 is only busy by now", launching(NextStep::launch), busy(),
       "again: ending, t1, ami-1, refused (RequestLimitExceeded)", 40s, 40s, true},
      {"also when the token has launched something else", launching(NextStep::launch),
       LaunchSeen{refusal("IdempotentParameterMismatch")},
       "again: ending, t1, ami-1, refused (IdempotentParameterMismatch)", 40s, 40s, true},
      {"also when there are no credentials any more", launching(NextStep::launch),
       LaunchSeen{fail(Errc::credentials, "expired")}, "again: ending, t1, ami-1, expired", 40s,
       40s, true},
      {"also where another choice had no room before", second,
       LaunchSeen{fail(Errc::credentials, "expired")}, "again: ending, t2, ami-1, expired", 40s,
       40s, true},
      {"also when EC2 refuses the next one", launching(NextStep::launch),
       LaunchSeen{refusal("UnauthorizedOperation")},
       "again: ending, t1, ami-1, refused (UnauthorizedOperation)", 1s, 0s, true},
      {"but not when there was no room for it", launching(NextStep::launch),
       LaunchSeen{refusal("InsufficientInstanceCapacity")},
       "again: launching, next, ami-1, refused (InsufficientInstanceCapacity)", 1s, 0s, true},
      {"a list that is refused says nothing of it", ending(NextStep::find),
       VmsSeen{refusal("UnauthorizedOperation")}, "long pause", 1h, 1h, true},
      {"and looked for until EC2 says", ending(NextStep::find), busy(), "long pause", 1h, 1h, true},
      {"EC2 may still show what it will not launch again", ending(NextStep::find),
       LaunchSeen{refusal("UnauthorizedOperation")}, "long pause", 40s, 40s, true},
      {"also where the token has launched something", ending(NextStep::find),
       LaunchSeen{refusal("IdempotentParameterMismatch")}, "long pause", 40s, 40s, true},
      {"and shows nothing", ending(NextStep::find), LaunchSeen{refusal("UnauthorizedOperation")},
       "done: none", 1h, 1h, true},
      {"the token is used and its VM is not shown any more", ending(NextStep::find),
       LaunchSeen{refusal("IdempotentParameterMismatch")}, "done: none", 1h, 1h, true},
      {"EC2 never had it", ending(NextStep::find), busy(), "done: none", 40s, 40s, false},
  });
  EXPECT_TRUE(may_have_launched(fail(Errc::timeout, "").error()));
  EXPECT_TRUE(may_have_launched(fail(Errc::closed, "").error()));
  EXPECT_TRUE(may_have_launched(fail(Errc::protocol, "").error()));
  EXPECT_TRUE(may_have_launched(fail(Errc::interrupted, "").error()));
  EXPECT_FALSE(may_have_launched(fail(Errc::resolve, "").error()));
  EXPECT_FALSE(may_have_launched(refusal("RequestLimitExceeded").error()));
  EXPECT_FALSE(may_have_launched(refusal("UnauthorizedOperation").error()));
}

TEST_F(ReconcileTest, WhatIsTriedAgainIsSaidInEc2sWordsUnlessThisProcessStops) {
  const Circumstances unsure{policy_, kNow + 1s, kNow + 1s, 0s, true};
  for (const NextStep next : {NextStep::find, NextStep::terminate}) {
    const Step refused = reconcile(ending(next), VmsSeen{refusal("UnauthorizedOperation")}, unsure);
    EXPECT_EQ(refused.notes,
              std::vector<std::string>{"trying again: refused (UnauthorizedOperation)"});
    const Step stopped =
        reconcile(ending(next), VmsSeen{fail(Errc::interrupted, "stopped")}, unsure);
    EXPECT_TRUE(stopped.notes.empty());
  }
}

TEST_F(ReconcileTest, End) {
  RelayState unlaunched = launching(NextStep::prepare);
  ASSERT_TRUE(begin_end(unlaunched, "ending", ""));
  check({
      {"nothing was asked of EC2", unlaunched, vms({}), "done: none"},
      {"a launch was asked for", ending(NextStep::find), {}, "describe"},
      {"and its VM is shown", ending(NextStep::find), vms({vm("i-1", VmState::running)}),
       "again: ending, t1, ami-1, i-1"},
      {"and is not shown", ending(NextStep::find), vms({vm("i-0", VmState::running, "t0")}),
       "run t1 ami-1"},
      {"and was launched", ending(NextStep::find), LaunchSeen{vm("i-1", VmState::pending)},
       "again: ending, t1, ami-1, i-1"},
      {"and EC2 will not say", ending(NextStep::find), LaunchSeen{refusal("UnauthorizedOperation")},
       "done: none"},
      {"a VM is known", ending(NextStep::terminate), {}, "describe"},
      {"all of the endpoint end", ending(NextStep::terminate),
       vms({vm("i-1", VmState::running), vm("i-0", VmState::stopped, "t0"),
            vm("i-2", VmState::terminated, "t2")}),
       "terminate i-1 i-0"},
      {"also where EC2 does not show it", ending(NextStep::terminate), vms({}), "terminate i-1"},
      {"it is over", ending(NextStep::terminate), vms({vm("i-1", VmState::terminated)}),
       "done: none"},
      {"it was told", ending(NextStep::terminate), TerminationSeen{{"i-1"}, true}, "done: none"},
      {"EC2 does not know it yet", ending(NextStep::terminate), TerminationSeen{{"i-1"}, false},
       "pause"},
      {"EC2 never knew it", ending(NextStep::terminate), TerminationSeen{{"i-1"}, false},
       "done: none", kUnseenLimit},
      {"EC2 refuses", ending(NextStep::terminate),
       TerminationSeen{{"i-1"}, refusal("UnauthorizedOperation")}, "long pause", 1h, 1h},
  });
}

TEST_F(ReconcileTest, RelayThatRunsOrIsNoneNeedsNothing) {
  RelayState running = launching(NextStep::probe);
  ASSERT_TRUE(is_ready(running, "t1", "", kNow));
  check({{"it runs", running, {}, "done"}, {"there is none", RelayState{}, {}, "done"}});
}

TEST_F(ReconcileTest, WhatWasTerminatedAndWhatIsHiddenIsRemembered) {
  const Step end = reconcile(ending(NextStep::terminate), TerminationSeen{{"i-1"}, true},
                             {policy_, kNow, kNow, 0s, false});
  EXPECT_EQ(end.terminated, std::vector<std::string>{"i-1"});
  EXPECT_EQ(end.notes, std::vector<std::string>{"terminated i-1"});
  const Step ready = reconcile(launching(NextStep::probe), vms({vm("i-1", VmState::running)}),
                               {policy_, kNow + kProbeLimit, kNow + kProbeLimit, 0s, false});
  EXPECT_EQ(ready.hidden, "i-1");
}

}  // namespace
}  // namespace cloudx::relay
