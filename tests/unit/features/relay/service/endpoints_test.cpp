#include "features/relay/service/endpoints.hpp"

#include "unit/features/relay/service/service_case.hpp"

namespace cloudx::relay::test {
namespace {

class EndpointsTest : public ServiceTest {
 protected:
  asio::awaitable<Result<WantRelay::Wanted>> want_it(async::Deadline deadline = {}) {
    return endpoints_.want("my-mac", WantRelay::Asker{}, std::move(deadline));
  }
  static async::Deadline spent() { return async::Deadline{}.at_most(0s); }
  void begin_the_end() {
    change([](RelayState& state) { return begin_end(state, "ending the relay", ""); });
  }
  void end_it() {
    change([](RelayState& state) { return ended(state, state.client_token); });
  }

  Endpoints endpoints_{io_.get_executor(), store_, changes_, driver_, policy_, clock_};
};

TEST_F(EndpointsTest, WhatIsWantedIsLaunchedAndThenJoined) {
  start();
  const auto first = run(want_it());
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->began);
  run_until([this] { return record().phase == RelayPhase::running; });
  change([](RelayState& state) {
    state.client_token = "t1";  // tokens are new ones; this policy has one alone
    return true;
  });
  ec2_.vms[0].client_token = "t1";
  const auto second = run(want_it());
  ASSERT_TRUE(second);
  EXPECT_FALSE(second->began);
  EXPECT_EQ(second->state.address, "192.0.2.1");
}

TEST_F(EndpointsTest, NobodyIsSentToARelayThatIsGone) {
  run_relay();
  EXPECT_EQ(run(endpoints_.find_confirmed("my-mac"))->phase, RelayPhase::running);
  ec2_.vms[0].state = VmState::terminated;
  EXPECT_EQ(run(endpoints_.find("my-mac"))->phase, RelayPhase::running);
  EXPECT_EQ(run(endpoints_.find_confirmed("my-mac"))->phase, RelayPhase::none);
  EXPECT_TRUE(run(want_it())->began);
}

TEST_F(EndpointsTest, EndIsAwaitedBeforeTheNextLaunch) {
  run_relay();
  begin_the_end();
  EXPECT_EQ(run(want_it(spent()))->state.phase, RelayPhase::ending);
  const auto wanted = begin(want_it());
  run_until([this] { return changes_.waiting() == 1; });
  end_it();
  run_until([&] { return wanted->value.has_value(); });
  EXPECT_TRUE((*wanted->value)->began);
  EXPECT_EQ(changes_.waiting(), 0U);
}

TEST_F(EndpointsTest, ChangeIsTold) {
  run_relay();
  const std::uint64_t seen = record().version;
  EXPECT_EQ(run(endpoints_.wait("my-mac", seen, spent()))->version, seen);
  EXPECT_EQ(run(endpoints_.wait("my-mac", seen - 1, {}))->version, seen) << "at once";
  const auto told = begin(endpoints_.wait("my-mac", seen, {}));
  run_until([this] { return changes_.waiting() == 1; });
  begin_the_end();
  run_until([&] { return told->value.has_value(); });
  EXPECT_EQ((*told->value)->phase, RelayPhase::ending);
}

TEST_F(EndpointsTest, UseIsWrittenDown) {
  run_relay();
  clock_.pass(1min);
  EXPECT_TRUE(run(endpoints_.use("my-mac")));
  EXPECT_EQ(record().last_used, clock_.wall());
}

TEST_F(EndpointsTest, EndReachesWhatNoRecordKnows) {
  EXPECT_FALSE(run(endpoints_.end("my-mac")).value());
  ec2_.vms.push_back(
      {"i-1", "my-mac", "another", "192.0.2.1", VmState::running, "", clock_.wall()});
  start();
  EXPECT_TRUE(run(endpoints_.end("my-mac")).value());
  run_until([this] { return ec2_.vms[0].state == VmState::terminated; });
}

TEST_F(EndpointsTest, ClientThatLeavesEndsItsOwn) {
  run_relay();
  EXPECT_FALSE(run(endpoints_.end("my-mac", "a client")).value());
  EXPECT_EQ(record().phase, RelayPhase::running);
  change([](RelayState& state) {
    state.launcher = "a client";
    return true;
  });
  EXPECT_TRUE(run(endpoints_.end("my-mac", "a client")).value());
  EXPECT_EQ(record().phase, RelayPhase::ending);
}

TEST_F(EndpointsTest, TooManyLaunchesAreRefused) {
  Result<WantRelay::Wanted> wanted = run(want_it());
  for (int launches = 1; wanted && launches < 100; ++launches) {
    end_it();
    wanted = run(want_it());
  }
  ASSERT_FALSE(wanted);
  EXPECT_EQ(wanted.error().kind, Errc::unsupported);
}

}  // namespace
}  // namespace cloudx::relay::test
