#include <algorithm>
#include <functional>
#include <iterator>

#include <gtest/gtest.h>

#include "features/relay/reconcile/reconciler.hpp"
#include "features/relay/reconcile/unknown_end.hpp"
#include "unit/features/relay/reconcile/test_policy.hpp"

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;

constexpr Time kLaunched{1'790'000'000s};

// A node that sweeps, a store with at most one record, and EC2 with some VMs.
class SweepTest : public testing::Test {
 protected:
  SweepTest() {
    record_.id = "my-mac";
    vms_.push_back({"i-1", "my-mac", "t1", "192.0.2.1", VmState::running, "", kLaunched});
  }

  void run_relay() {
    ASSERT_TRUE(taken_in(record_, {"i-1", "t1", kLaunched}, "192.0.2.1", "key", kLaunched));
    record_.v1 = false;
  }

  Observation answer(const Action& action) {
    if (const auto* const request = std::get_if<Ec2Request>(&action)) {
      if (!ec2_is_there_) return VmsSeen{fail(Errc::connect, "no way")};
      const bool is_all = std::holds_alternative<DescribeAlive>(request->action);
      std::vector<Vm> found;
      std::ranges::copy_if(vms_, std::back_inserter(found),
                           [is_all](const Vm& vm) { return !is_all || vm.alive(); });
      return VmsSeen{found};
    }
    if (std::holds_alternative<ReadLive>(action)) {
      std::vector<RelayState> live;
      if (record_.phase != RelayPhase::none) live.push_back(record_);
      return LiveSeen{live};
    }
    if (std::holds_alternative<CheckStore>(action)) return StoreSeen{store_writes_};
    if (before_change_) before_change_();
    std::get<ChangeRecord>(action).change(record_);
    if (is_answer_lost_) return RecordSeen{fail(Errc::io, "the store is away")};
    return RecordSeen{record_};
  }

  void sweep(std::chrono::seconds later = 10s) {
    now_.wall += later;
    now_.steady += later;
    const auto work = node_.sweep([this] { return hears_; });
    notes_.clear();
    Action action = work->next({}, now_);
    while (!std::holds_alternative<Done>(action)) action = work->next(answer(action), now_);
    for (const Note& note : work->take_notes()) notes_.push_back(note.what);
  }
  void sweep_for(std::chrono::seconds span) {
    for (auto passed = 0s; passed < span; passed += 10s) sweep();
  }
  // What is about to end has ended by the last of these sweeps, or never does.
  void sweep_while_running() {
    for (int sweeps = 0; sweeps < 12 && record_.phase == RelayPhase::running; ++sweeps) sweep();
  }

  Moment now_{kLaunched + 2min, SteadyTime{1000h}};
  RelayState record_;
  std::vector<Vm> vms_;
  bool ec2_is_there_ = true;
  bool store_writes_ = true;
  bool hears_ = true;
  std::function<void()> before_change_;
  bool is_answer_lost_ = false;  // of a change
  TestPolicy policy_;
  Reconciler node_{"a", policy_, {}};
  std::vector<std::string> notes_;
};

TEST_F(SweepTest, RelayThatRunsIsLeftAlone) {
  run_relay();
  const RelayState before = record_;
  sweep_for(30min);
  EXPECT_EQ(record_, before);
}

TEST_F(SweepTest, RelayThatEndedByItselfIsNoticed) {
  run_relay();
  vms_[0].state = VmState::terminated;
  sweep();
  EXPECT_EQ(record_.phase, RelayPhase::none);
  EXPECT_EQ(notes_, std::vector<std::string>{"i-1 has ended"});
}

TEST_F(SweepTest, NothingIsSaidOfWhatTheStoreMayNotHaveTaken) {
  run_relay();
  vms_[0].state = VmState::terminated;
  is_answer_lost_ = true;
  sweep();
  EXPECT_TRUE(notes_.empty());
}

TEST_F(SweepTest, NothingIsSaidOfARelayThatWasAnotherByThen) {
  run_relay();
  vms_[0].state = VmState::terminated;
  before_change_ = [this] { record_.client_token = "t2"; };
  sweep();
  EXPECT_EQ(record_.phase, RelayPhase::running);
  EXPECT_TRUE(notes_.empty());
}

TEST_F(SweepTest, WhatWasSaidOfALimitIsTrue) {
  run_relay();
  before_change_ = [this] { ASSERT_TRUE(begin_end(record_, "another node ends it", "")); };
  sweep_for(59min);
  sweep_while_running();
  EXPECT_EQ(record_.step, "another node ends it");
  EXPECT_TRUE(notes_.empty());
}

TEST_F(SweepTest, RelayThatEc2DoesNotShowIsGoneOnceItShouldBeShown) {
  run_relay();
  vms_.clear();
  now_.wall = kLaunched;
  sweep(30s);
  EXPECT_EQ(record_.phase, RelayPhase::running);
  sweep(kUnseenLimit);
  EXPECT_EQ(record_.phase, RelayPhase::none);
}

TEST_F(SweepTest, NothingIsConcludedWhileEc2CannotBeAsked) {
  run_relay();
  vms_.clear();
  ec2_is_there_ = false;
  sweep(1h);
  EXPECT_EQ(record_.phase, RelayPhase::running);
  EXPECT_EQ(notes_, std::vector<std::string>{"looking at EC2: no way"});
}

TEST_F(SweepTest, RelayThatNobodyWasHeardToUseForLongIsEnded) {
  run_relay();
  sweep_for(59min);
  EXPECT_EQ(record_.phase, RelayPhase::running);
  sweep_while_running();
  EXPECT_EQ(record_.phase, RelayPhase::ending);
  EXPECT_EQ(notes_,
            std::vector<std::string>{"ending i-1: nobody used it, and it did not end by itself"});
}

TEST_F(SweepTest, TimeDuringWhichNobodyCouldBeHeardDoesNotCount) {
  run_relay();
  store_writes_ = false;
  sweep_for(2h);
  store_writes_ = true;
  hears_ = false;
  sweep_for(2h);
  EXPECT_EQ(record_.phase, RelayPhase::running);
}

TEST_F(SweepTest, RelayThatRanForTooLongIsEndedWhoeverUsesIt) {
  run_relay();
  for (int hours = 0; hours < 25; ++hours) {
    record_.last_used = now_.wall;
    sweep(1h);
  }
  EXPECT_EQ(record_.phase, RelayPhase::ending);
}

TEST_F(SweepTest, VmOfOursThatARecordNeverHadIsTakenInAtOnce) {
  sweep();
  EXPECT_EQ(record_.phase, RelayPhase::running);
  EXPECT_EQ(record_.instance_id, "i-1");
  EXPECT_EQ(record_.host_key, "key of t1");
  EXPECT_EQ(notes_, std::vector<std::string>{"took in i-1, which no record knew"});
}

TEST_F(SweepTest, VmThatARecordMayHaveHadIsTakenInAfterAWhile) {
  record_.wanted_at = kLaunched - 1min;
  sweep();
  sweep(29s);
  EXPECT_EQ(record_.phase, RelayPhase::none);
  sweep(1s);
  EXPECT_EQ(record_.phase, RelayPhase::running);
}

TEST_F(SweepTest, VmThatEc2WentOnShowingForALittleIsNotTakenIn) {
  record_.wanted_at = kLaunched - 1min;
  sweep();
  sweep(20s);
  vms_[0].state = VmState::terminated;
  sweep(20s);
  vms_[0].state = VmState::running;  // of a list that lags
  sweep();
  EXPECT_EQ(record_.phase, RelayPhase::none);
}

TEST_F(SweepTest, VmOfAnotherProgramOrOneThatBootsIsNotTakenIn) {
  vms_[0].client_token = "another";
  sweep_for(1min);
  EXPECT_EQ(record_.phase, RelayPhase::none);
  vms_[0].client_token = "t1";
  vms_[0].state = VmState::pending;
  sweep_for(1min);
  EXPECT_EQ(record_.phase, RelayPhase::none);
}

TEST_F(SweepTest, VmThatWasTerminatedIsNotTakenInForAWhile) {
  ASSERT_TRUE(begin_end_of(record_, {"i-1", "t1", kLaunched}, now_.wall));
  const auto work = node_.reconcile("my-mac");
  Action action = work->next({}, now_);
  while (!std::holds_alternative<Done>(action)) {
    const auto* const request = std::get_if<Ec2Request>(&action);
    const bool ends = request != nullptr && std::holds_alternative<TerminateVms>(request->action);
    action = work->next(ends ? Observation{TerminationSeen{{"i-1"}, true}} : answer(action), now_);
  }
  ASSERT_EQ(record_.phase, RelayPhase::none);
  sweep_for(10min);  // EC2 shows it as it was
  EXPECT_EQ(record_.phase, RelayPhase::none);
  sweep_for(1min);  // so it is
  EXPECT_EQ(record_.phase, RelayPhase::running);
}

// Confirmation: the same node looks because a client asks.
class ConfirmationTest : public SweepTest {
 protected:
  // Whether the SSH server answers is `answers`; gives how long it was looked.
  std::chrono::milliseconds confirm(bool answers) {
    const SteadyTime begin = now_.steady;
    const auto work = node_.confirm("my-mac");
    Action action = work->next({}, now_);
    while (!std::holds_alternative<Done>(action)) {
      const auto* const request = std::get_if<Ec2Request>(&action);
      Observation seen;
      if (const auto* const pause = std::get_if<Pause>(&action)) {
        now_.steady += pause->duration;
      } else if (std::holds_alternative<ReadRecord>(action)) {
        seen = RecordSeen{record_};
      } else if (request != nullptr && std::holds_alternative<Probe>(request->action)) {
        if (!answers) now_.steady += request->limit;
        seen = ProbeSeen{answers};
      } else {
        seen = answer(action);
      }
      action = work->next(std::move(seen), now_);
    }
    return std::chrono::floor<std::chrono::milliseconds>(now_.steady - begin);
  }
};

TEST_F(ConfirmationTest, RelayThatAnswersIsThere) {
  run_relay();
  EXPECT_EQ(confirm(true), 0ms);
  EXPECT_EQ(record_.phase, RelayPhase::running);
}

TEST_F(ConfirmationTest, RelayThatEc2SaysIsGoneIsNot) {
  run_relay();
  vms_[0].state = VmState::shutting_down;
  confirm(true);
  EXPECT_EQ(record_.phase, RelayPhase::none);
}

TEST_F(ConfirmationTest, RelayThatDoesNotAnswerIsLookedAtForAWhileOnce) {
  run_relay();
  const auto looked = confirm(false);
  EXPECT_GT(looked, 15s);
  EXPECT_LE(looked, 20s);
  EXPECT_EQ(record_.phase, RelayPhase::running) << "a firewall may hide it from here";
  EXPECT_EQ(confirm(false), 0ms);
}

TEST_F(ConfirmationTest, ThatItDoesNotAnswerIsForgottenWithItsVmAlone) {
  run_relay();
  EXPECT_GT(confirm(false), 15s);
  sweep();
  EXPECT_EQ(confirm(false), 0ms) << "its VM is there";
  vms_[0].state = VmState::terminated;
  sweep();
  ASSERT_EQ(record_.phase, RelayPhase::none);
  vms_[0].state = VmState::running;
  run_relay();
  EXPECT_GT(confirm(false), 15s) << "nothing is kept of one that has ended";
}

TEST_F(ConfirmationTest, ProcessThatStoodStillHasNotLookedWhetherItAnswers) {
  run_relay();
  const auto work = node_.confirm("my-mac");
  (void)work->next({}, now_);
  ASSERT_TRUE(std::holds_alternative<Ec2Request>(work->next(RecordSeen{record_}, now_)));
  now_.steady += 5min;
  EXPECT_TRUE(std::holds_alternative<Done>(work->next(VmsSeen{vms_}, now_)));
  EXPECT_GT(confirm(false), 15s) << "it is looked at as if for the first time";
}

TEST_F(ConfirmationTest, RecordStaysWhereEc2CannotBeAsked) {
  run_relay();
  ec2_is_there_ = false;
  confirm(false);
  EXPECT_EQ(record_.phase, RelayPhase::running);
}

class UnknownEndTest : public SweepTest {
 protected:
  Result<bool> end() {
    UnknownEnd work("my-mac", 30s);
    Action action = work.next({}, now_);
    while (!std::holds_alternative<Done>(action)) action = work.next(answer(action), now_);
    return work.result();
  }
};

TEST_F(UnknownEndTest, VmWithoutARecordIsEnded) {
  EXPECT_TRUE(end().value());
  EXPECT_EQ(record_.phase, RelayPhase::ending);
  EXPECT_EQ(record_.instance_id, "i-1");
}

TEST_F(UnknownEndTest, ServiceThatStopsInBetweenDoesNotKnow) {
  UnknownEnd work("my-mac", 30s);
  static_cast<void>(work.next({}, now_));
  EXPECT_EQ(work.result().error().kind, Errc::interrupted);
}

TEST_F(UnknownEndTest, NothingIsThereToEnd) {
  vms_[0].state = VmState::terminated;
  EXPECT_FALSE(end().value());
  ec2_is_there_ = false;
  EXPECT_EQ(end().error().message, "no way");
}

}  // namespace
}  // namespace cloudx::relay
