#include "features/relay/reconcile/hearing.hpp"

#include <algorithm>
#include <utility>

#include "features/relay/reconcile/injected_bug.hpp"

namespace cloudx::relay {

namespace {

// A process that stood still in between has not listened: no gap counts for more.
constexpr std::chrono::seconds kLongestGap{30};

}  // namespace

Hearing::Relay Hearing::seen(const Relay* before, const RelayState& state, Time now) {
  const Duration by_ec2 = std::max(now - state.launched_at, Time::duration{});
  if (before == nullptr || before->client_token != state.client_token) {
    return {state.client_token, state.last_used, {}, by_ec2};
  }
  Relay relay = *before;
  relay.age = std::min(relay.age, by_ec2);
  const bool is_heard =
      relay.last_used != state.last_used && kInjectedBug != InjectedBug::not_heard;
  if (is_heard) relay.unheard = {};
  relay.last_used = state.last_used;
  return relay;
}

void Hearing::look(std::span<const RelayState> live, SteadyTime at, Time now, bool open) {
  const Duration passed = looked_at_ ? at - *looked_at_ : Duration{};
  const Duration heard = open ? std::min<Duration>(passed, kLongestGap) : Duration{};
  looked_at_ = at;
  for (auto& [id, relay] : relays_) {
    relay.age += passed;
    relay.unheard += heard;
  }
  std::map<std::string, Relay, std::less<>> running;
  for (const RelayState& state : live) {
    if (state.phase != RelayPhase::running) continue;
    const auto before = relays_.find(state.id);
    running.emplace(state.id,
                    seen(before == relays_.end() ? nullptr : &before->second, state, now));
  }
  relays_ = std::move(running);
}

RelayTimes Hearing::times(const RelayState& relay) const {
  const auto found = relays_.find(relay.id);
  if (found == relays_.end()) return {};
  return {std::chrono::floor<std::chrono::seconds>(found->second.unheard),
          std::chrono::floor<std::chrono::seconds>(found->second.age)};
}

}  // namespace cloudx::relay
