#include "features/relay/reconcile/endpoint_request.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "unit/features/relay/reconcile/test_policy.hpp"

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;

// One record, and what carries out what requests ask for.
class EndpointRequestTest : public testing::Test {
 protected:
  EndpointRequest::Seen carry_out(EndpointRequest::Action& action) {
    if (const auto* const look = std::get_if<EndpointRequest::Find>(&action)) {
      if (look->confirms) ++confirmations_;
      if (look->confirms && is_gone_) record_ = none();
      return EndpointRequest::RecordSeen{seen()};
    }
    if (auto* const write = std::get_if<EndpointRequest::Write>(&action)) {
      write->change(record_);
      return EndpointRequest::RecordSeen{seen()};
    }
    if (std::holds_alternative<EndpointRequest::Await>(action)) {
      ++waits_;
      if (!comes_) return EndpointRequest::Awaited{false};
      comes_(record_);
      return EndpointRequest::Awaited{true};
    }
    return EndpointRequest::UnknownEnded{unknown_};
  }
  [[nodiscard]] Result<RelayState> seen() const {
    if (!is_store_there_) return fail(Errc::io, "the store is away");
    return record_;
  }
  void perform(EndpointRequest& work) {
    EndpointRequest::Action action = work.next({}, now_);
    while (!std::holds_alternative<EndpointRequest::Finished>(action)) {
      action = work.next(carry_out(action), now_);
    }
  }
  static RelayState none() {
    RelayState record;
    record.id = "my-mac";
    return record;
  }
  Result<WantRelay::Wanted> want_it(std::string client = {}) {
    WantRelay work("my-mac", {.v1 = false, .client = std::move(client)}, policy_, limit_);
    perform(work);
    begins_work_ = work.begins_work();
    return work.result();
  }
  Result<bool> end_it(std::string client = {}) {
    EndRelay work(std::move(client));
    perform(work);
    begins_work_ = work.begins_work();
    return work.result();
  }
  void launch(std::string_view token = "t1") {
    ASSERT_TRUE(want(record_, now_.wall, token, false, "me"));
  }

  Moment now_{Time{1'790'000'000s}, SteadyTime{1000h}};
  RelayState record_ = none();
  bool is_gone_ = false;  // its VM, as a confirmation sees it
  bool is_store_there_ = true;
  std::function<void(RelayState&)> comes_;  // what is awaited
  Result<bool> unknown_ = false;
  int confirmations_ = 0;
  int waits_ = 0;
  bool begins_work_ = false;
  TestPolicy policy_;
  RateLimit limit_ = launch_limit();
};

TEST_F(EndpointRequestTest, FirstOneLaunchesAndTheOthersJoin) {
  const auto first = want_it("me");
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->began);
  EXPECT_TRUE(begins_work_);
  EXPECT_EQ(first->state.phase, RelayPhase::launching);
  EXPECT_EQ(record_.launcher, "me");
  record_.client_token = "t1";  // tokens are new ones; this policy has one alone
  const auto second = want_it("another");
  ASSERT_TRUE(second);
  EXPECT_FALSE(second->began);
  EXPECT_FALSE(begins_work_);
  EXPECT_EQ(record_.launcher, "");
}

TEST_F(EndpointRequestTest, RelayThatIsGoneIsLaunchedAnew) {
  ASSERT_TRUE(taken_in(record_, {"i-1", "t1", now_.wall}, "192.0.2.1", "key", now_.wall));
  EXPECT_FALSE(want_it()->began);
  EXPECT_EQ(confirmations_, 1);
  is_gone_ = true;
  EXPECT_TRUE(want_it()->began);
}

TEST_F(EndpointRequestTest, EndIsAwaitedBeforeAnotherIsLaunched) {
  launch();
  ASSERT_TRUE(begin_end(record_, "ending the relay", ""));
  int changes = 0;
  comes_ = [&](RelayState& record) {
    if (++changes == 2) record = none();
  };
  const auto wanted = want_it();
  ASSERT_TRUE(wanted);
  EXPECT_TRUE(wanted->began);
  EXPECT_EQ(waits_, 2);
}

TEST_F(EndpointRequestTest, EndThatDoesNotComeInTimeIsTold) {
  launch();
  ASSERT_TRUE(begin_end(record_, "ending the relay", ""));
  const auto wanted = want_it();
  ASSERT_TRUE(wanted);
  EXPECT_FALSE(wanted->began);
  EXPECT_EQ(wanted->state.phase, RelayPhase::ending);
  EXPECT_EQ(waits_, 1);
  EXPECT_EQ(confirmations_, 2) << "it is looked at once more: not every change is told";
}

TEST_F(EndpointRequestTest, WhoLaunchesAgainAndAgainIsToldWhenToCome) {
  for (int launches = 0; launches < 10; ++launches) {
    ASSERT_TRUE(want_it()->began);
    record_ = none();
  }
  const auto refused = want_it();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Errc::unsupported);
  EXPECT_EQ(refused.error().message, "too many launches; come again in 30 s");
  EXPECT_FALSE(begins_work_);
  launch();
  EXPECT_TRUE(want_it()) << "what there is may be joined";
  record_ = none();
  now_.steady += 30s;
  EXPECT_TRUE(want_it()->began);
}

TEST_F(EndpointRequestTest, StoreThatIsAwayIsTold) {
  is_store_there_ = false;
  EXPECT_EQ(want_it().error().message, "the store is away");
  EXPECT_EQ(end_it().error().message, "the store is away");
  UseRelay use;
  perform(use);
  EXPECT_EQ(use.result().error().message, "the store is away");
}

TEST_F(EndpointRequestTest, UseIsWrittenDown) {
  ASSERT_TRUE(taken_in(record_, {"i-1", "t1", now_.wall}, "192.0.2.1", "key", now_.wall));
  now_.wall += 1min;
  UseRelay use;
  perform(use);
  EXPECT_TRUE(use.result());
  EXPECT_EQ(record_.last_used, now_.wall);
}

TEST_F(EndpointRequestTest, EndBeginsOnce) {
  launch();
  EXPECT_TRUE(end_it().value());
  EXPECT_TRUE(begins_work_);
  EXPECT_EQ(record_.phase, RelayPhase::ending);
  EXPECT_FALSE(end_it().value());
  EXPECT_FALSE(begins_work_);
}

TEST_F(EndpointRequestTest, EndOfWhatNoRecordKnowsIsThatOfTheUnknown) {
  EXPECT_FALSE(end_it().value());
  unknown_ = true;
  EXPECT_TRUE(end_it().value());
  unknown_ = fail(Errc::connect, "no way");
  EXPECT_EQ(end_it().error().message, "no way");
}

TEST_F(EndpointRequestTest, ClientEndsWhatWasLaunchedForItAlone) {
  unknown_ = true;
  EXPECT_FALSE(end_it("me").value()) << "it has launched nothing";
  launch();
  EXPECT_FALSE(end_it("another").value());
  EXPECT_EQ(record_.phase, RelayPhase::launching);
  EXPECT_TRUE(end_it("me").value());
  EXPECT_EQ(record_.phase, RelayPhase::ending);
}

}  // namespace
}  // namespace cloudx::relay
