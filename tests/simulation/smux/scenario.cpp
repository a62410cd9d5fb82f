#include "simulation/smux/scenario.hpp"

#include <algorithm>
#include <array>

namespace cloudx::smux_simulation {
namespace {

// Half of the connections are small, as in real life.
std::size_t amount(Random& random, std::uint64_t most) {
  if (random.chance(0.1)) return 0;
  return random.chance(0.5) ? random.between(1, 200) : random.scaled(200, most);
}

// Never more pieces than a run can bear.
std::size_t portion(Random& random, std::size_t whole) {
  return std::max<std::size_t>(random.scaled(1, 200'000), whole / 200);
}

Plan::End choose_end(Random& random) {
  constexpr std::array kEnds = {Plan::End::destination_closes, Plan::End::half_close,
                                Plan::End::slow_half_close, Plan::End::local_closes,
                                Plan::End::local_resets};
  return random.one_of(kEnds);
}

// What both ends do in time; slow ones stall, hesitate and refuse.
void plan_times(Plan& plan, const Scenario& scenario, Random& random) {
  plan.think = random.chance(0.5) ? Duration{} : random.between(0ms, 50ms);
  plan.resets = random.between(0ms, 3s);
  if (plan.end == Plan::End::half_close) {
    plan.answer_pause = random.between(0ms, 200ms);
  } else if (plan.end == Plan::End::slow_half_close) {
    // The answer and our FIN should meet on the way.
    plan.answer_pause =
        scenario.options.grace + random.between(0ns, 2 * scenario.latency) - scenario.latency / 4;
  } else {
    plan.answer_pause = random.between(0ms, 20ms);
  }
  if (scenario.prompt) {
    const Duration share = scenario.latency / (2 * scenario.plans.size() + 2);
    plan.dial = random.between(0ns, share);
    plan.read_lag = random.between(0ns, scenario.latency / 2);
    return;
  }
  plan.dial = random.chance(0.8) ? random.between(0ms, 2ms) : random.between(0ms, 1s);
  plan.refused = random.chance(0.1);
  plan.read_lag = random.between(0ms, 100ms);
  if (random.chance(0.1)) plan.read_stall = random.between(0ms, 20s);
  if (random.chance(0.1)) plan.local_stall = random.between(0ms, 20s);
}

Plan make_plan(const Scenario& scenario, Random& random, std::uint64_t most) {
  Plan plan;
  plan.end = choose_end(random);
  plan.starts = random.chance(0.3) ? Duration{} : random.between(0ms, 5s);
  plan.upload = amount(random, most);
  plan.download = amount(random, most);
  plan.answer_after = random.below(plan.upload + 1);
  plan.write_size = portion(random, plan.upload);
  plan.answer_size = portion(random, plan.download);
  plan_times(plan, scenario, random);
  if (plan.end == Plan::End::slow_half_close) {
    plan.download = std::min<std::size_t>(plan.download, 2000);
    plan.answer_size = std::max<std::size_t>(plan.download / 3, 1);
  }
  return plan;
}

// More connections at once than the agent lets wait.
void plan_crowd(Scenario& scenario, Random& random) {
  scenario.prompt = false;
  scenario.plans.resize(random.between(1100, 1500));
  for (Plan& plan : scenario.plans) {
    plan.upload = random.below(100);
    plan.download = 1 + random.below(100);
    plan.answer_size = 100;
    plan.write_size = 100;
    plan.dial = random.between(0ms, 5ms);
    plan.refused = random.chance(0.2);
  }
}

// So much at once on a fast and long path that only the limit of what is under way keeps the
// agent's bucket from running empty.
void plan_flood(Scenario& scenario, Random& random) {
  scenario.prompt = true;
  scenario.options.in_flight_limit = smux::MultiplexerOptions().in_flight_limit;
  scenario.options.stream_in_flight_limit = smux::MultiplexerOptions().stream_in_flight_limit;
  scenario.latency = random.between(90ms, 120ms);
  scenario.bytes_per_ms = 100'000;
  scenario.window = 64U << 20;
  scenario.piece = 65'536;
  scenario.plans.resize(random.between(3, 8));
  for (Plan& plan : scenario.plans) {
    plan.upload = random.between(2U << 20, 4U << 20);
    plan.write_size = 1U << 20;
    plan.read_lag = random.between(scenario.latency / 2, scenario.latency);
    plan.end = Plan::End::local_closes;
  }
}

void plan_options(Scenario& scenario, Random& random) {
  smux::MultiplexerOptions& options = scenario.options;
  options.keepalive = random.chance(0.2);
  options.grace = random.between(2s, 6s);
  if (random.chance(0.5)) return;
  options.send_buffer = random.scaled(100, 200'000);
  options.receive_limit = random.scaled(1000, 4U << 20);
  options.in_flight_limit = random.scaled(20'000, 2U << 20);
  options.stream_in_flight_limit = options.in_flight_limit / random.between(1, 4);
  options.in_flight_reserve = random.below(70'000);
}

}  // namespace

Scenario make_scenario(std::uint64_t seed) {
  Random random(seed, 1);
  Scenario scenario;
  scenario.seed = seed;
  plan_options(scenario, random);
  scenario.latency = random.chance(0.2) ? Duration{1ms} : random.between(1ms, 100ms);
  scenario.bytes_per_ms = random.scaled(100, 100'000);
  scenario.window = random.scaled(2000, 8U << 20);
  constexpr std::array<std::size_t, 5> kPieces = {1024, 1024, 300, 16'384, 65'536};
  scenario.piece = random.one_of(kPieces);
  if (random.chance(0.03)) {
    plan_crowd(scenario, random);
    return scenario;
  }
  if (random.chance(0.02)) {
    plan_flood(scenario, random);
    return scenario;
  }
  scenario.prompt = random.chance(0.5);
  scenario.plans.resize(random.chance(0.5) ? random.between(1, 5) : random.between(5, 40));
  const std::uint64_t largest = random.chance(0.1) ? 12U << 20 : 1U << 20;
  const std::uint64_t most = std::min(scenario.bytes_per_ms * 2000, largest);
  for (Plan& plan : scenario.plans) plan = make_plan(scenario, random, most);
  return scenario;
}

}  // namespace cloudx::smux_simulation
