#include "features/relay/service/reconciler_driver.hpp"

#include "unit/features/relay/service/service_case.hpp"

namespace cloudx::relay::test {
namespace {

class ReconcilerDriverTest : public ServiceTest {
 protected:
  void want_one() {
    const Time now = clock_.wall();
    change([now](RelayState& state) { return want(state, now, "t1", false); });
  }
  asio::awaitable<bool> confirm() {
    co_await driver_.confirm("my-mac");
    co_return true;
  }
};

TEST_F(ReconcilerDriverTest, WhatIsWantedIsLaunchedAndSaid) {
  start();
  want_one();
  driver_.notify();
  run_until([this] { return record().phase == RelayPhase::running; });
  EXPECT_EQ(record().instance_id, "i-1");
  stop();
  EXPECT_EQ(notes_, (std::vector<std::string>{"launched i-1", "i-1 is ready at 192.0.2.1"}));
}

TEST_F(ReconcilerDriverTest, WhatIsToEndIsTerminated) {
  run_relay();
  change([](RelayState& state) { return begin_end(state, "ending the relay", ""); });
  start();
  run_until([this] { return record().phase == RelayPhase::none; });
  EXPECT_EQ(ec2_.vms[0].state, VmState::terminated);
}

TEST_F(ReconcilerDriverTest, WhatWasFoundIsWrittenDownAlsoWhenTheServiceStops) {
  want_one();
  int after = 0;
  ec2_.on_action = [&](const Ec2Action& action) {
    if (stop_.stop_requested()) ++after;
    if (std::holds_alternative<RunInstance>(action)) stop_.request_stop();
  };
  start();
  run_until([this] { return !is_running_; });
  EXPECT_EQ(record().instance_id, "i-1");
  EXPECT_EQ(record().phase, RelayPhase::launching);
  EXPECT_EQ(record().owner, "") << "the lease is for whoever goes on";
  EXPECT_EQ(after, 0);
}

TEST_F(ReconcilerDriverTest, RelaysThatEndedByThemselvesAreLookedFor) {
  run_relay();
  ec2_.vms[0].state = VmState::terminated;
  start();
  run_until([this] { return record().phase == RelayPhase::none; });
  stop();
  EXPECT_EQ(notes_, std::vector<std::string>{"i-1 has ended"});
}

TEST_F(ReconcilerDriverTest, ManyWhoComeAtOnceLookOnce) {
  run_relay();
  ec2_.held = std::make_shared<async::Event>(io_.get_executor());
  const auto first = begin(confirm());
  const auto second = begin(confirm());
  bool is_asked = false;
  ec2_.on_action = [&](const Ec2Action&) { is_asked = true; };
  run_until([&] { return is_asked; });
  EXPECT_FALSE(first->value || second->value);
  std::exchange(ec2_.held, nullptr)->set();
  run_until([&] { return first->value && second->value; });
  EXPECT_EQ(ec2_.descriptions, 1);
  EXPECT_TRUE(run(confirm()));
  EXPECT_EQ(ec2_.descriptions, 2) << "who comes later looks anew";
}

TEST_F(ReconcilerDriverTest, UnknownVmIsEnded) {
  EXPECT_FALSE(run(driver_.end_unknown("my-mac")).value());
  ec2_.vms.push_back(
      {"i-1", "my-mac", "another", "192.0.2.1", VmState::running, "", clock_.wall()});
  EXPECT_TRUE(run(driver_.end_unknown("my-mac")).value());
  EXPECT_EQ(record().phase, RelayPhase::ending);
  ec2_.is_there = false;
  EXPECT_EQ(run(driver_.end_unknown("my-mac")).error().message, "no way");
}

}  // namespace
}  // namespace cloudx::relay::test
