// What comes when in a run.

#include <algorithm>
#include <utility>

#include "simulation/run.hpp"

namespace cloudx::simulation {

namespace {

// Half of the bursts are keystrokes, the others small and large pieces.
std::uint64_t burst(Random& random, std::uint64_t largest) {
  if (random.chance(0.5)) return random.between(1, 100);
  if (random.chance(0.75)) return random.scaled(100, 16U << 10);
  return random.scaled(16U << 10, largest);
}

}  // namespace

void Run::plan() {
  scheduler_.after(scenario_.faults_from, [this] { service_.begin_faults(); });
  plan_traffic(scenario_.up, [this](std::uint64_t size) { client_.produce(size); });
  plan_traffic(scenario_.down, [this](std::uint64_t size) { agent_.produce(size); });
  for (const Disturbance& disturbance : scenario_.disturbances) plan_disturbance(disturbance);
}

void Run::plan_traffic(const Traffic& traffic, std::function<void(std::uint64_t)> produce) {
  if (traffic.gap == 0ns) {  // all of it now
    produce(traffic.largest);
    return;
  }
  const Duration wait = random_.between(0ns, 2 * traffic.gap);
  scheduler_.after(wait, [this, &traffic, produce = std::move(produce)] {
    if (over_ || client_.done()) return;
    produce(burst(random_, traffic.largest));
    plan_traffic(traffic, produce);
  });
}

void Run::plan_disturbance(const Disturbance& disturbance) {
  const Duration wait = random_.between(0ns, 2 * disturbance.gap);
  const Time first = kStart + scenario_.faults_from;
  scheduler_.at(std::max(scheduler_.now(), first) + wait, [this, &disturbance] {
    if (over_ || client_.done()) return;
    disturb(disturbance.kind, random_.between(0ns, disturbance.longest));
    plan_disturbance(disturbance);
  });
}

void Run::disturb(Disturbance::Kind kind, Duration lasting) {
  using enum Disturbance::Kind;
  switch (kind) {
    case cut:
      return service_.cut(lasting);
    case bye:
      return service_.bye();
    case black_hole:
      return service_.black_hole(lasting);
    case agent_cut:
      return service_.cut_agent(lasting);
    case publication:
      return service_.pause_publication(lasting);
    case late_pause:
      return service_.tell_late_pause();
    case outage:
      return service_.outage(lasting);
    case asleep:
      return client_.sleep(lasting);
    case stuck:
      return agent_.stick(lasting);
    case slow_reader:
      return client_.slow_reader(lasting);
  }
}

void Run::interrupt() {
  const Interruption interruption = *std::exchange(interruption_, std::nullopt);
  if (interruption.again_after > 0) {
    const std::uint64_t step = interruption.step + interruption.again_after;
    interruption_ = Interruption{step, interruption.kind, interruption.lasting};
  }
  if (interruption.kind) {
    disturb(*interruption.kind, interruption.lasting);
  } else {
    journal_.note(What::worker_killed);
    service_.end_session("");
  }
}

}  // namespace cloudx::simulation
