// What is looked at now and then: relays that ended by themselves, limits, leftovers.

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "features/relay/service/keeper.hpp"
#include "features/relay/service/now.hpp"
#include "net/sleep.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::seconds kPatrolInterval{10};

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
  // first list and not in the second one is a leftover.
  const auto alive = co_await fleet_.alive(call_budget());
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
  co_await end_leftovers(*live, *alive);
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
  const auto vms = co_await fleet_.vms_of(state.id, call_budget());
  if (!vms) co_return;
  const Vm* const vm = find_by_id(*vms, state.instance_id);
  const bool is_gone = vm == nullptr ? now() - state.launched_at > kUnseenLimit : !vm->alive();
  if (!is_gone) co_return;
  note_(state.id, state.instance_id + " has ended");
  co_await change(state.id, [token = state.client_token](RelayState& current) {
    return ended(current, token);
  });
}

awaitable<void> Keeper::end_leftovers(const std::vector<RelayState>& live,
                                      const std::vector<Vm>& alive) {
  std::vector<std::string> leftovers;
  for (const Vm& vm : alive) {
    const bool is_known =
        std::ranges::find(live, vm.client_token, &RelayState::client_token) != live.end();
    if (!fleet_.is_own(vm.client_token) || is_known) continue;
    note_(vm.endpoint, "ending the leftover " + vm.instance_id);
    leftovers.push_back(vm.instance_id);
  }
  if (leftovers.empty()) co_return;
  const auto done = co_await fleet_.terminate(std::move(leftovers), call_budget());
  if (!done) note_("", "ending leftovers: " + done.error().message);
}

}  // namespace cloudx::relay
