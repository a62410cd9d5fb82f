#include <gtest/gtest.h>

#include "features/relay/reconcile/reconciler.hpp"
#include "unit/features/relay/reconcile/test_policy.hpp"

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;

// A node that works on a launch, and the record as the store has it.
class ReconciliationTest : public testing::Test {
 protected:
  ReconciliationTest() {
    record_.id = "my-mac";
    EXPECT_TRUE(want(record_, now_.wall, "t1", false));
    EXPECT_TRUE(chose_image(record_, "t1", "ami-1"));
  }

  // What the node does next, up to the next thing that is no transaction.
  Action next(Observation seen = {}) {
    Action action = work_->next(std::move(seen), now_);
    while (const auto* const change = std::get_if<ChangeRecord>(&action)) {
      ++transactions_;
      change->change(record_);
      action = work_->next(
          is_answer_lost_ ? RecordSeen{fail(Errc::io, "the store is away")} : RecordSeen{record_},
          now_);
      for (const Note& note : work_->take_notes()) notes_.push_back(note.what);
    }
    return action;
  }
  void pass(std::chrono::seconds time) {
    now_.wall += time;
    now_.steady += time;
  }
  template <class Asked>
  static bool asks(const Action& action) {
    const auto* const request = std::get_if<Ec2Request>(&action);
    return request != nullptr && std::holds_alternative<Asked>(request->action);
  }
  [[nodiscard]] static Vm vm(VmState state) {
    return {"i-1", "my-mac", "t1", "192.0.2.1", state, "", Time{1'790'000'000s}};
  }

  Moment now_{Time{1'790'000'000s}, SteadyTime{1000h}};
  RelayState record_;
  TestPolicy policy_;
  Reconciler node_{"a", policy_, {}};
  std::unique_ptr<Procedure> work_ = node_.reconcile("my-mac");
  int transactions_ = 0;
  bool is_answer_lost_ = false;  // of a transaction
  std::vector<std::string> notes_;
};

TEST_F(ReconciliationTest, StepIsOneTransaction) {
  EXPECT_TRUE(asks<RunInstance>(next()));
  EXPECT_EQ(record_.owner, "a");
  EXPECT_EQ(record_.lease_until, now_.wall + 30s);
  EXPECT_EQ(transactions_, 1);
  pass(1s);
  EXPECT_TRUE(asks<DescribeVms>(next(LaunchSeen{vm(VmState::pending)})));
  EXPECT_EQ(record_.instance_id, "i-1");
  EXPECT_EQ(record_.lease_until, now_.wall + 30s);
  EXPECT_EQ(transactions_, 2);
  EXPECT_TRUE(asks<Probe>(next(VmsSeen{std::vector{vm(VmState::running)}})));
  EXPECT_TRUE(std::holds_alternative<Done>(next(ProbeSeen{true})));
  EXPECT_EQ(record_.phase, RelayPhase::running);
  EXPECT_EQ(record_.owner, "") << "the last transaction gives the lease";
  EXPECT_EQ(transactions_, 4);
}

TEST_F(ReconciliationTest, NodeWithoutTheLeaseDoesNothing) {
  ASSERT_TRUE(take_lease(record_, "b", now_.wall, 30s));
  EXPECT_TRUE(std::holds_alternative<Done>(next()));
  EXPECT_EQ(record_.owner, "b");
}

TEST_F(ReconciliationTest, EndpointIsInWorkOnceANode) {
  EXPECT_TRUE(node_.due(std::vector{record_}, now_.wall).empty());
  work_.reset();
  EXPECT_EQ(node_.due(std::vector{record_}, now_.wall), std::vector<std::string>{"my-mac"});
}

TEST_F(ReconciliationTest, WhatANodeFoundThatStoodStillIsNotWrittenOverAnothersWork) {
  EXPECT_TRUE(asks<RunInstance>(next()));
  pass(40s);
  ASSERT_TRUE(take_lease(record_, "b", now_.wall, 30s));
  ASSERT_TRUE(launched(record_, "t1", {"i-1", "t1", now_.wall}));
  const RelayState before = record_;
  Error refused = fail(Errc::service, "no").error();
  refused.service_code = "UnauthorizedOperation";
  EXPECT_TRUE(std::holds_alternative<Done>(next(LaunchSeen{std::unexpected(refused)})));
  EXPECT_EQ(record_, before);
}

TEST_F(ReconciliationTest, WhatIsWrittenDownIsSaid) {
  (void)next();
  (void)next(LaunchSeen{vm(VmState::pending)});
  (void)next(VmsSeen{std::vector{vm(VmState::running)}});
  (void)next(ProbeSeen{true});
  EXPECT_EQ(notes_, (std::vector<std::string>{"launched i-1", "i-1 is ready at 192.0.2.1"}));
}

TEST_F(ReconciliationTest, WhatIsNotWrittenDownIsNotSaid) {
  (void)next();
  pass(1s);
  ASSERT_TRUE(take_lease(record_, "b", now_.wall + 40s, 30s));
  (void)next(LaunchSeen{vm(VmState::pending)});
  EXPECT_TRUE(notes_.empty()) << "another node goes on, and says it";
}

TEST_F(ReconciliationTest, WhatTheStoreMayNotHaveTakenIsNotSaid) {
  (void)next();
  is_answer_lost_ = true;
  EXPECT_TRUE(std::holds_alternative<Done>(next(LaunchSeen{vm(VmState::pending)})));
  EXPECT_TRUE(notes_.empty());
}

TEST_F(ReconciliationTest, WhatWasDoneIsSaidWhateverTheStoreSays) {
  ASSERT_TRUE(begin_end(record_, "ending", ""));
  ASSERT_TRUE(launched(record_, "t1", {"i-1", "t1", now_.wall}));
  (void)next();
  (void)next(VmsSeen{std::vector{vm(VmState::running)}});
  is_answer_lost_ = true;
  EXPECT_TRUE(std::holds_alternative<Done>(next(TerminationSeen{{"i-1"}, true})));
  EXPECT_EQ(notes_, std::vector<std::string>{"terminated i-1"});
}

TEST_F(ReconciliationTest, LeaseThatRanOutAndThatNobodyTookIsRenewed) {
  EXPECT_TRUE(asks<RunInstance>(next()));
  pass(40s);
  EXPECT_TRUE(asks<DescribeVms>(next(LaunchSeen{vm(VmState::pending)})));
  EXPECT_EQ(record_.instance_id, "i-1");
  EXPECT_EQ(record_.lease_until, now_.wall + 30s);
}

TEST_F(ReconciliationTest, LaunchThatMayHaveBeenMadeBeforeIsLookedForUntilEc2Says) {
  ASSERT_TRUE(begin_end(record_, "ending", ""));
  Error busy = fail(Errc::service, "slow down").error();
  busy.service_code = "RequestLimitExceeded";
  for (int times = 0; times < 20; ++times) {
    ASSERT_TRUE(asks<DescribeVms>(next()));
    ASSERT_TRUE(std::holds_alternative<Pause>(next(VmsSeen{std::unexpected(busy)})));
    pass(3s);
  }
  EXPECT_EQ(record_.phase, RelayPhase::ending);
}

TEST_F(ReconciliationTest, LaunchThatAnotherNodeMayHaveMadeMeanwhileIsLookedForToo) {
  record_.image_id.clear();
  Error busy = fail(Errc::service, "slow down").error();
  busy.service_code = "RequestLimitExceeded";
  ASSERT_TRUE(asks<DescribeVms>(next()));
  ASSERT_TRUE(std::holds_alternative<Pause>(next(VmsSeen{std::unexpected(busy)})));
  record_.owner = "b";  // whose lease ran out again
  record_.lease_until = now_.wall;
  ASSERT_TRUE(chose_image(record_, "t1", "ami-1"));
  ASSERT_TRUE(asks<RunInstance>(next()));
  pass(40s);
  ASSERT_TRUE(asks<DescribeVms>(next(LaunchSeen{std::unexpected(busy)})));
  EXPECT_EQ(record_.phase, RelayPhase::ending);
}

TEST_F(ReconciliationTest, NothingIsAskedOfEc2WithALeaseThatMayRunOutMeanwhile) {
  ASSERT_TRUE(begin_end(record_, "ending", ""));
  ASSERT_TRUE(launched(record_, "t1", {"i-1", "t1", now_.wall}));
  EXPECT_TRUE(asks<DescribeVms>(next()));
  EXPECT_EQ(transactions_, 1);
  pass(12s);
  EXPECT_TRUE(asks<TerminateVms>(next(VmsSeen{std::vector{vm(VmState::running)}})))
      << "with what was seen before the lease was renewed";
  EXPECT_EQ(transactions_, 2);
  EXPECT_EQ(record_.lease_until, now_.wall + 30s);
}

TEST_F(ReconciliationTest, NodeThatStoodStillAsksEc2ForNothing) {
  const Action lease = work_->next({}, now_);
  ASSERT_TRUE(std::get<ChangeRecord>(lease).change(record_));
  const RelayState then = record_;
  pass(40s);
  ASSERT_TRUE(take_lease(record_, "b", now_.wall, 30s));
  EXPECT_TRUE(std::holds_alternative<Done>(next(RecordSeen{then})));
}

TEST_F(ReconciliationTest, CallEndsBeforeTheLeaseDoes) {
  Action action = next();
  EXPECT_EQ(std::get<Ec2Request>(action).limit, 20s);
  pass(4s);
  action = next(LaunchSeen{vm(VmState::pending)});
  EXPECT_EQ(std::get<Ec2Request>(action).limit, 20s);
  pass(5s);
  ASSERT_TRUE(asks<Probe>(next(VmsSeen{std::vector{vm(VmState::running)}})));
  pass(4s);
  action = next(ProbeSeen{false});
  EXPECT_TRUE(asks<DescribeVms>(action));
  EXPECT_EQ(std::get<Ec2Request>(action).limit, 16s);
}

}  // namespace
}  // namespace cloudx::relay
