#include "session/instance_start.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::session {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using Step = InstanceStart::Step;
using TimePoint = InstanceStart::TimePoint;
using enum aws::InstanceState;

template <class Wanted>
bool is(const Step& step) {
  return std::holds_alternative<Wanted>(step);
}

Error service_error(std::string code, int status = 400) {
  Error error = fail(Errc::service, code).error();
  error.service_code = std::move(code);
  error.http_status = status;
  return error;
}

class InstanceStartTest : public ::testing::Test {
 protected:
  InstanceStartTest() {
    plan_.target.id = "i-0123456789abcdef0";
    plan_.account.settings.endpoints.region = "eu-west-1";
  }

  Step seen(aws::InstanceState state, std::string name) {
    aws::Instance instance;
    instance.state = state;
    instance.state_name = std::move(name);
    return machine_.instance_seen(std::vector{instance}, now_);
  }
  Step agent(std::string ping) {
    aws::InstanceInformation information;
    information.ping_status = std::move(ping);
    return machine_.agent_seen(std::vector{information});
  }
  Step refused() { return machine_.session_refused(service_error("TargetNotConnected"), now_); }
  static milliseconds wait_of(const Step& step) {
    const auto* wait = std::get_if<InstanceStart::Wait>(&step);
    return wait != nullptr ? wait->time : milliseconds(-1);
  }
  static std::string error_of(const Step& step) {
    const auto* failed = std::get_if<InstanceStart::Fail>(&step);
    return failed != nullptr ? failed->why.message : "";
  }

  SessionPlan plan_;
  TimePoint now_{seconds(1000)};
  InstanceStart machine_{plan_, now_ + seconds(100)};
};

TEST_F(InstanceStartTest, StoppedInstanceIsStartedOnceAndWaitedFor) {
  EXPECT_TRUE(is<InstanceStart::LookAtInstance>(machine_.begin()));
  EXPECT_TRUE(is<InstanceStart::StartInstance>(seen(stopped, "stopped")));
  EXPECT_EQ(wait_of(machine_.instance_started({}, now_)), milliseconds(500));
  EXPECT_TRUE(is<InstanceStart::LookAtInstance>(machine_.waited()));
  // EC2 shows the old state for a moment.
  EXPECT_EQ(wait_of(seen(stopped, "stopped")), milliseconds(1000));
  (void)machine_.waited();
  EXPECT_EQ(wait_of(seen(pending, "pending")), milliseconds(2000));
  EXPECT_EQ(machine_.describe(), "i-0123456789abcdef0 is pending");
  (void)machine_.waited();
  EXPECT_TRUE(is<InstanceStart::StartSession>(seen(running, "running")));
  EXPECT_TRUE(is<InstanceStart::LookAtAgent>(refused()));
  EXPECT_EQ(wait_of(agent("Online")), milliseconds(500));
  EXPECT_THAT(machine_.describe(),
              HasSubstr("is running, its SSM agent is online and about to take sessions"));
  EXPECT_TRUE(is<InstanceStart::StartSession>(machine_.waited()));
}

TEST_F(InstanceStartTest, InstanceThatStopsAgainAfterItsStartEndsIt) {
  (void)machine_.begin();
  (void)seen(stopped, "stopped");
  (void)machine_.instance_started({}, now_);
  now_ += seconds(20);
  EXPECT_TRUE(is<InstanceStart::Wait>(seen(stopped, "stopped")));
  now_ += seconds(1);
  EXPECT_THAT(error_of(seen(stopped, "stopped")), HasSubstr("started and stopped again"));
}

TEST_F(InstanceStartTest, StoppingInstanceIsStartedWhenItHasStopped) {
  (void)machine_.begin();
  EXPECT_TRUE(is<InstanceStart::Wait>(seen(stopping, "stopping")));
  (void)machine_.waited();
  EXPECT_TRUE(is<InstanceStart::StartInstance>(seen(stopped, "stopped")));
}

TEST_F(InstanceStartTest, StartThatRacesWithAStopIsAskedForAgain) {
  (void)machine_.begin();
  (void)seen(stopped, "stopped");
  const auto raced = std::unexpected(service_error("IncorrectInstanceState"));
  EXPECT_TRUE(is<InstanceStart::Wait>(machine_.instance_started(raced, now_)));
  EXPECT_TRUE(is<InstanceStart::StartInstance>(seen(stopped, "stopped")));
}

TEST_F(InstanceStartTest, EachFifthRefusedSessionLooksAtTheInstanceAgain) {
  (void)machine_.begin();
  (void)seen(running, "running");
  for (int i = 1; i < 5; ++i) {
    (void)refused();
    EXPECT_TRUE(is<InstanceStart::Wait>(agent("Online"))) << i;
    EXPECT_TRUE(is<InstanceStart::StartSession>(machine_.waited()));
  }
  (void)refused();
  EXPECT_TRUE(is<InstanceStart::LookAtInstance>(agent("Online")));
  EXPECT_TRUE(is<InstanceStart::Wait>(seen(running, "running")));
  EXPECT_TRUE(is<InstanceStart::StartSession>(machine_.waited()));
}

TEST_F(InstanceStartTest, InstanceThatIsStoppedWhileItsAgentIsWaitedForIsStarted) {
  (void)machine_.begin();
  (void)seen(running, "running");
  for (int i = 0; i < 5; ++i) {
    (void)refused();
    (void)agent("ConnectionLost");
  }
  EXPECT_TRUE(is<InstanceStart::StartInstance>(seen(stopped, "stopped")));
}

TEST_F(InstanceStartTest, WhatCannotComeBackEndsIt) {
  (void)machine_.begin();
  EXPECT_THAT(error_of(seen(terminated, "terminated")), HasSubstr("cannot be started again"));
  EXPECT_THAT(error_of(machine_.instance_seen(std::vector<aws::Instance>(), now_)),
              HasSubstr("i-0123456789abcdef0"));
  EXPECT_TRUE(is<InstanceStart::Fail>(
      machine_.session_refused(service_error("AccessDeniedException"), now_)));
}

TEST_F(InstanceStartTest, TransientAnswersAreWaitedOut) {
  (void)machine_.begin();
  const Error throttled = service_error("RequestLimitExceeded", 503);
  EXPECT_TRUE(is<InstanceStart::Wait>(machine_.instance_seen(std::unexpected(throttled), now_)));
  (void)seen(stopped, "stopped");
  EXPECT_TRUE(is<InstanceStart::Wait>(machine_.instance_started(std::unexpected(throttled), now_)));
  EXPECT_TRUE(is<InstanceStart::StartInstance>(seen(stopped, "stopped")));
}

TEST_F(InstanceStartTest, StateThatEc2DidNotTellIsToldAsSuch) {
  (void)machine_.begin();
  (void)machine_.instance_seen(std::unexpected(service_error("RequestLimitExceeded", 503)), now_);
  EXPECT_EQ(machine_.describe(), "the state of i-0123456789abcdef0 is not known yet");
  EXPECT_THAT(machine_.cut_off(fail(Errc::timeout, "").error()).message,
              HasSubstr("; its last state: not known (RequestLimitExceeded"));
}

TEST_F(InstanceStartTest, DeadlineTellsTheStateAndTheLastTrouble) {
  (void)machine_.begin();
  (void)seen(running, "running");
  now_ += seconds(100);
  EXPECT_THAT(error_of(refused()), HasSubstr("running, its SSM agent is not connected yet"));
  (void)machine_.instance_seen(std::unexpected(service_error("RequestLimitExceeded", 503)), now_);
  EXPECT_THAT(machine_.cut_off(fail(Errc::timeout, "").error()).message,
              HasSubstr("RequestLimitExceeded"));
  EXPECT_EQ(machine_.cut_off(fail(Errc::interrupted, "stopped").error()).kind, Errc::interrupted);
}

TEST_F(InstanceStartTest, UnclearRefusalIsWaitedForUnlessTheInstanceRuns) {
  const Error why = fail(Errc::closed, "no answer").error();
  for (const auto state : {stopped, stopping, pending, running}) {
    InstanceStart machine(plan_, now_ + seconds(100));
    const Step first = machine.begin_unless_running(why);
    ASSERT_TRUE(is<InstanceStart::LookAtInstance>(first));
    EXPECT_TRUE(std::get<InstanceStart::LookAtInstance>(first).brief);
    aws::Instance instance;
    instance.state = state;
    const Step next = machine.instance_seen(std::vector{instance}, now_);
    EXPECT_EQ(is<InstanceStart::Fail>(next), state == running);
  }
}

TEST_F(InstanceStartTest, HybridNodeIsWaitedForOnlyWhereItMayBeOnline) {
  plan_.target.kind = instances::NodeKind::hybrid;
  EXPECT_TRUE(is<InstanceStart::LookAtAgent>(machine_.begin()));
  EXPECT_TRUE(is<InstanceStart::StartSession>(agent("Online")));
  (void)machine_.begin();
  EXPECT_THAT(error_of(agent("ConnectionLost")), HasSubstr("ConnectionLost"));
  (void)machine_.begin();
  EXPECT_TRUE(is<InstanceStart::StartSession>(
      machine_.agent_seen(std::unexpected(service_error("AccessDeniedException")))));
  EXPECT_TRUE(is<InstanceStart::LookAtAgent>(refused()));
  EXPECT_TRUE(is<InstanceStart::Wait>(agent("Online")));
  EXPECT_TRUE(is<InstanceStart::Fail>(machine_.begin_unless_running(service_error("x"))));
}

}  // namespace
}  // namespace cloudx::session
