#include "simulation/relay/scenario.hpp"

#include <algorithm>
#include <array>

#include "simulation/random.hpp"

namespace cloudx::relay_simulation {

namespace {

using simulation::Random;

// Half of the runs do without a kind of fault, so that others show what they do alone.
double share(Random& random, double most) {
  return random.chance(0.5) ? 0 : random.unit() * most;
}

void plan_ec2(Scenario::Ec2& ec2, Random& random) {
  ec2.lag = random.chance(0.3) ? Duration{} : random.between(100ms, 25s);
  ec2.slowest = random.chance(0.5) ? Duration{1s} : random.between(1s, 19s);
  ec2.throttled = share(random, 0.3);
  ec2.lost_request = share(random, 0.2);
  ec2.lost_answer = share(random, 0.2);
  ec2.refused = share(random, 0.1);
  ec2.full = share(random, 0.7);
  ec2.trouble_per_minute = share(random, 0.3);
  ec2.died_young = share(random, 0.3);
  ec2.died_later = share(random, 0.3);
  ec2.hidden = share(random, 0.2);
  ec2.watch_fails = share(random, 0.3);
}

void plan_store(Scenario::Store& store, Random& random) {
  store.slowest = random.chance(0.6) ? Duration{20ms} : random.between(20ms, 4s);
  store.fails = share(random, 0.1);
  store.answer_lost = share(random, 0.1);
  store.outages_per_minute = share(random, 0.3);
  store.read_only = random.unit();
  store.is_lost = random.chance(0.1);
}

}  // namespace

bool Scenario::leases_hold() const {
  const auto [slowest, fastest] = std::ranges::minmax(clock_ahead);
  return fastest - slowest < options.lease / 3;
}

Scenario make_scenario(std::uint64_t seed) {
  Random random(seed, 1);
  Scenario scenario;
  scenario.seed = seed;
  constexpr std::array<std::chrono::seconds, 4> kLeases{5s, 10s, 30s, 30s};
  scenario.options.lease = random.one_of(kLeases);
  scenario.options.most = std::chrono::hours(random.between(2, 5));
  scenario.active = random.between(5min, 90min);
  scenario.endpoints = static_cast<int>(random.between(1, 3));
  scenario.clients = static_cast<int>(random.between(1, 3));
  const std::uint64_t nodes = random.between(1, 3);
  for (std::uint64_t node = 0; node < nodes; ++node) {
    scenario.clock_ahead.push_back(random.between(0s, 6s) - 3s);
  }
  scenario.kills_per_minute = share(random, 2);
  scenario.freezes_per_minute = share(random, 2);
  scenario.lost_notifications = share(random, 0.5);
  plan_ec2(scenario.ec2, random);
  plan_store(scenario.store, random);
  scenario.users.gives_up = share(random, 0.4);
  scenario.users.operator_ends = share(random, 0.3);
  scenario.users.longest_stay = random.between(1min, 100min);
  return scenario;
}

}  // namespace cloudx::relay_simulation
