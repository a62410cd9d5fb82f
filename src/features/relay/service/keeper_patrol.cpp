// What is looked at now and then: relays that ended by themselves, limits, VMs without a record.

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "features/relay/service/keeper.hpp"
#include "features/relay/service/now.hpp"
#include "net/sleep.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::seconds kPatrolInterval{10};
// For how long EC2 may go on showing an instance as it was before it was ended.
constexpr std::chrono::minutes kForgetEnded{10};

}  // namespace

awaitable<void> Keeper::patrol_until_stopped() {
  const auto interval = std::min(kPatrolInterval, options_.lease);
  while (!stop_.stop_requested()) {
    co_await patrol();
    co_await net::sleep_for(interval, net::Budget{.stop = stop_});
  }
}

awaitable<void> Keeper::patrol() {
  // EC2 before the store: a token stands in the store before it is sent to EC2, so what is in the
  // first list and not in the second one is unknown.
  const auto alive = co_await instances_.alive(call_budget());
  if (!alive) {
    if (!stop_.stop_requested()) note_("", "looking at EC2: " + alive.error().message);
    co_return;
  }
  const auto live = co_await store_.run([](store::Store& store) { return store.live(); });
  if (!live) co_return;
  // A store that takes nothing in does not remember either who was heard of.
  const auto writable = co_await store_.run([](store::Store& store) { return store.check(); });
  hearing_.look(*live, Hearing::Clock::now(), now(), writable.has_value() && hears_());
  for (const RelayState& state : *live) {
    if (state.phase == RelayPhase::running) co_await look_after(state, *alive);
  }
  co_await take_in_unknown(*live, *alive);
}

awaitable<void> Keeper::look_after(RelayState state, const std::vector<Vm>& alive) {
  const std::string_view limit =
      limit_reached(state, hearing_.times(state), options_.idle, options_.most);
  if (!limit.empty()) {
    note_(state.id, fmt::format("ending {}: {}", state.instance_id, limit));
    co_await change(state.id,
                    [](RelayState& current) { return begin_end(current, "ending the relay", ""); });
    co_return poke();
  }
  if (find_by_id(alive, state.instance_id) != nullptr) co_return;
  const auto vms = co_await instances_.vms_of(state.id, call_budget());
  if (!vms) co_return;
  co_await has_ended(state, find_by_id(*vms, state.instance_id));
}

awaitable<bool> Keeper::has_ended(const RelayState& state, const Vm* vm) {
  const bool is_gone = vm == nullptr ? now() - state.launched_at > kUnseenLimit : !vm->alive();
  if (!is_gone) co_return false;
  note_(state.id, state.instance_id + " has ended");
  co_await change(state.id, [token = state.client_token](RelayState& current) {
    return ended(current, token);
  });
  co_return true;
}

// One of ours that no record knows may be in use all the same: the store was lost, or set back. It
// ends itself when nobody uses it.
awaitable<void> Keeper::take_in_unknown(const std::vector<RelayState>& live,
                                        const std::vector<Vm>& alive) {
  const auto soon = Clock::now() - kForgetEnded;
  std::erase_if(ended_, [soon](const auto& one) { return one.second < soon; });
  std::set<std::string> endpoints;
  for (const Vm& vm : alive) {
    const bool has_record = std::ranges::find(live, vm.endpoint, &RelayState::id) != live.end();
    if (instances_.is_own(vm.client_token) && !has_record && valid_id(vm.endpoint)) {
      endpoints.insert(vm.endpoint);
    }
  }
  for (const std::string& endpoint : endpoints) co_await take_in(endpoint);
}

awaitable<void> Keeper::take_in(std::string endpoint) {
  // EC2 again, now that the store was read: a relay whose record ended meanwhile is ending.
  auto vms = co_await instances_.vms_of(endpoint, call_budget());
  if (!vms) co_return;
  std::erase_if(*vms, [this](const Vm& vm) {
    return vm.state != aws::InstanceState::running || vm.address.empty() ||
           !instances_.is_own(vm.client_token) || ended_.contains(vm.instance_id);
  });
  if (vms->empty()) co_return;
  const Vm& newest = *std::ranges::max_element(*vms, {}, &Vm::launched_at);
  const Launched found{newest.instance_id, newest.client_token, newest.launched_at};
  const std::string host_key = instances_.host_key(newest.client_token);
  const auto known = co_await change(endpoint, [&](RelayState& current) {
    return taken_in(current, found, newest.address, host_key, now());
  });
  if (known && known->instance_id == found.instance_id) {
    note_(endpoint, "took in " + found.instance_id + ", which no record knew");
  }
}

}  // namespace cloudx::relay
