#pragma once
// A node of the relay service without its web server: a store in memory, an EC2 that does what it
// is asked, and a clock that stands still.

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "base/overloaded.hpp"
#include "features/relay/service/change_notifier.hpp"
#include "features/relay/service/reconciler_driver.hpp"
#include "unit/features/relay/reconcile/test_policy.hpp"

namespace cloudx::relay::test {

namespace asio = boost::asio;
using namespace std::chrono_literals;

class StandingClock final : public Clock {
 public:
  [[nodiscard]] Moment now() const override { return now_; }
  void pass(std::chrono::seconds time) {
    now_.wall += time;
    now_.steady += time;
  }

 private:
  Moment now_{Time{1'790'000'000s}, SteadyTime{1000h}};
};

class FakeEc2 final : public Ec2Port {
 public:
  explicit FakeEc2(const Clock& clock) : clock_(clock) {}

  asio::awaitable<Observation> carry_out(Ec2Action action, async::Deadline) override {
    if (on_action) on_action(action);
    if (held) {
      const std::shared_ptr<async::Event> until = held;
      co_await until->wait({});
    }
    co_return std::visit([this](const auto& asked) { return answer(asked); }, action);
  }

  std::vector<Vm> vms;
  bool is_there = true;
  int descriptions = 0;
  std::function<void(const Ec2Action&)> on_action;
  std::shared_ptr<async::Event> held;  // answers come once this has happened

 private:
  template <class Chosen>
  Result<std::vector<Vm>> list(const Chosen& chosen) const {
    if (!is_there) return fail(Errc::connect, "no way");
    std::vector<Vm> found;
    std::ranges::copy_if(vms, std::back_inserter(found), chosen);
    return found;
  }
  Observation answer(const FindImage&) { return ImageSeen{"ami-1"}; }
  Observation answer(const DescribeVms& asked) {
    ++descriptions;
    return VmsSeen{list([&](const Vm& vm) { return vm.endpoint == asked.endpoint; })};
  }
  Observation answer(const DescribeAlive&) { return VmsSeen{list(&Vm::alive)}; }
  Observation answer(const RunInstance& asked) {
    vms.push_back({"i-" + std::to_string(vms.size() + 1), asked.endpoint, asked.client_token,
                   "192.0.2.1", VmState::running, "", clock_.wall()});
    return LaunchSeen{vms.back()};
  }
  Observation answer(const TerminateVms& asked) {
    for (Vm& vm : vms) {
      if (std::ranges::count(asked.instance_ids, vm.instance_id) > 0) {
        vm.state = VmState::terminated;
      }
    }
    return TerminationSeen{asked.instance_ids, true};
  }
  Observation answer(const Probe&) { return ProbeSeen{true}; }

  const Clock& clock_;
};

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    store_.store().on_change([this](std::string_view id) {
      asio::post(io_, [this, id = std::string(id)] { changes_.notify(id); });
    });
  }
  ~ServiceTest() override { stop(); }

  void start() {
    is_running_ = true;
    asio::co_spawn(io_, live(), asio::detached);
  }
  asio::awaitable<void> live() {
    co_await driver_.run(stop_.get_token());
    is_running_ = false;
  }
  void stop() {
    stop_.request_stop();
    run_until([this] { return !is_running_; });
  }

  // A store's answer comes from another thread, and pauses are real.
  template <class Condition>
  void run_until(const Condition& condition) {
    const auto until = std::chrono::steady_clock::now() + 2min;
    while (!condition()) {
      io_.restart();
      io_.run_one_until(until);
      ASSERT_LT(std::chrono::steady_clock::now(), until) << "it never came";
    }
  }
  template <class Value>
  struct Pending {
    std::optional<Value> value;
  };
  template <class Value>
  std::shared_ptr<Pending<Value>> begin(asio::awaitable<Value> call) {
    const auto pending = std::make_shared<Pending<Value>>();
    asio::co_spawn(io_, keep(std::move(call), pending), asio::detached);
    return pending;
  }
  template <class Value>
  static asio::awaitable<void> keep(asio::awaitable<Value> call,
                                    std::shared_ptr<Pending<Value>> pending) {
    pending->value.emplace(co_await std::move(call));
  }
  template <class Value>
  Value run(asio::awaitable<Value> call) {
    const auto pending = begin(std::move(call));
    run_until([&] { return pending->value.has_value(); });
    return std::move(*pending->value);
  }

  RelayState record() { return store_.store().find("my-mac").value(); }
  void change(const store::Change& change) { ASSERT_TRUE(store_.store().change("my-mac", change)); }
  // Launched a while ago, as i-1.
  void run_relay() {
    const Time at = clock_.wall();
    ec2_.vms.push_back({"i-1", "my-mac", "t1", "192.0.2.1", VmState::running, "", at});
    change([at](RelayState& state) {
      return taken_in(state, {"i-1", "t1", at}, "192.0.2.1", "key", at);
    });
  }

  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  StandingClock clock_;
  StoreAccess store_{store::memory_store()};
  ChangeNotifier changes_;
  TestPolicy policy_;
  FakeEc2 ec2_{clock_};
  std::vector<std::string> notes_;
  std::stop_source stop_;
  bool is_running_ = false;
  ReconcilerDriver driver_{
      io_.get_executor(),
      {store_, ec2_, clock_},
      policy_,
      {},
      [this](std::string_view, std::string what) { notes_.push_back(std::move(what)); },
      [] { return true; }};
};

}  // namespace cloudx::relay::test
