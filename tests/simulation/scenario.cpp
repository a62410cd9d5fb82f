#include "simulation/scenario.hpp"

#include <array>

#include "protocol/ssm/version.hpp"
#include "simulation/random.hpp"

namespace cloudx::simulation {

namespace {

using namespace std::string_view_literals;

// On both sides of every gate, and one that cannot be read.
constexpr std::array kNewAgents = {"3.3.1142.0"sv, "3.3.987.0"sv, "3.2.1041.0"sv};
constexpr std::array kOldAgents = {"3.2.1040.9"sv, "3.1.90.0"sv, "2.3.723.0"sv,
                                   "2.3.722.0"sv,  "2.3.0.0"sv,  "latest"sv};

constexpr std::array kEndings = {
    Ending::delivered,     Ending::delivered,      Ending::delivered,      Ending::delivered,
    Ending::delivered,     Ending::quiet,          Ending::quiet,          Ending::quiet,
    Ending::target_closes, Ending::target_refuses, Ending::input_ends,     Ending::output_lost,
    Ending::stopped,       Ending::worker_killed,  Ending::target_is_mute, Ending::service_is_gone};

Duration scaled(Random& random, std::chrono::milliseconds first, std::chrono::milliseconds last) {
  return std::chrono::milliseconds(random.scaled(static_cast<std::uint64_t>(first.count()),
                                                 static_cast<std::uint64_t>(last.count())));
}

MessageFaults message_faults(Random& random, double most) {
  MessageFaults faults;
  for (double* rate : {&faults.drop, &faults.twice, &faults.reorder, &faults.delay,
                       &faults.truncate, &faults.corrupt}) {
    if (random.chance(0.4)) *rate = random.unit() * random.unit() * most;
  }
  faults.longest_delay = scaled(random, 1ms, 5s);
  return faults;
}

void add_disturbances(Scenario& scenario, Random& random) {
  using Kind = Disturbance::Kind;
  struct Usual {
    Kind kind;
    double share;  // of the runs that have it
    std::chrono::milliseconds shortest;
    std::chrono::milliseconds longest;
  };
  constexpr std::array<Usual, 10> kUsual = {{{Kind::cut, 0.5, 1ms, 50s},
                                             {Kind::bye, 0.3, 1ms, 1ms},
                                             {Kind::black_hole, 0.25, 1s, 40s},
                                             {Kind::agent_cut, 0.35, 100ms, 30s},
                                             {Kind::publication, 0.3, 10ms, 20s},
                                             {Kind::late_pause, 0.2, 1ms, 1ms},
                                             {Kind::outage, 0.15, 1s, 600s},
                                             {Kind::asleep, 0.15, 1s, 120s},
                                             {Kind::stuck, 0.25, 100ms, 60s},
                                             {Kind::slow_reader, 0.25, 100ms, 60s}}};
  for (const Usual& usual : kUsual) {
    if (!random.chance(usual.share)) continue;
    const Duration longest = usual.shortest == usual.longest
                                 ? Duration(usual.longest)
                                 : scaled(random, usual.shortest, usual.longest);
    scenario.disturbances.push_back({usual.kind, scaled(random, 3s, 1000s) + longest, longest});
  }
}

void choose_agent(Scenario& scenario, Random& random) {
  const bool old = random.chance(0.25);
  scenario.agent_version = old ? random.one_of(kOldAgents) : random.one_of(kNewAgents);
  scenario.agent_repeats = random.chance(0.9) ? 1 : 16;
  scenario.agent_told = random.chance(0.5);
  scenario.client_told = random.chance(0.5);
  if (scenario.answers_duplicates()) return;
  // The repeats that such an agent leaves unanswered can not be told from lost ones: only the way
  // back, with the acknowledges, loses single messages then.
  scenario.to_agent.drop = scenario.to_agent.truncate = scenario.to_agent.corrupt = 0;
  scenario.client_told = true;
}

void choose_bounds(ssm::ChannelOptions& channel, Random& random) {
  channel.session_id = "simulated";
  channel.target = "i-0123456789abcdef0";
  if (random.chance(0.4)) channel.window.messages = random.scaled(4, 1024);
  channel.window.adaptive = random.chance(0.8);
  if (random.chance(0.2)) channel.window.bytes = random.scaled(4096, 1U << 20);
  if (random.chance(0.4)) channel.reorder.messages = random.scaled(8, 10'000);
  if (random.chance(0.2)) channel.reorder.bytes = random.scaled(16U << 10, 4U << 20);
  if (random.chance(0.3)) channel.payload.largest = random.scaled(1025, 64U << 10);
  channel.payload.in_steps = random.chance(0.5);
  if (random.chance(0.7)) channel.message_rate = random.chance(0.7) ? 900.0 : 100.0;
  if (random.chance(0.4)) channel.output_buffer = random.scaled(4096, 1U << 20);
}

Traffic traffic(Random& random) {
  return {scaled(random, 1s, 400s), random.scaled(16U << 10, 512U << 10)};
}

}  // namespace

std::string_view name(Ending ending) {
  constexpr std::array kNames = {
      "delivered"sv,   "quiet"sv,   "target closes"sv, "target refuses"sv, "input ends"sv,
      "output lost"sv, "stopped"sv, "worker killed"sv, "target is mute"sv, "service is gone"sv};
  return kNames[static_cast<std::size_t>(ending)];
}

bool Scenario::answers_duplicates() const {
  const auto version = ssm::parse_agent_version(agent_version);
  return version && *version >= ssm::kFirstAcknowledgingDuplicates;
}

bool Scenario::understands_terminate() const {
  const auto version = ssm::parse_agent_version(agent_version);
  return version && *version > ssm::kLastWithoutTerminateFlag;
}

Scenario make_scenario(std::uint64_t seed) {
  Random random(seed, 1);
  Scenario scenario;
  scenario.seed = seed;
  scenario.latency = scaled(random, 1ms, 300ms);
  if (random.chance(0.5)) scenario.jitter = scaled(random, 1ms, 100ms);
  if (random.chance(0.4)) scenario.bytes_per_second = random.scaled(20'000, 5'000'000);
  if (random.chance(0.3)) scenario.reader_per_second = random.scaled(20'000, 5'000'000);
  if (random.chance(0.5)) scenario.connect_delay = scaled(random, 1ms, 8s);
  if (random.chance(0.3)) scenario.gate_delay = scaled(random, 1ms, 10s);
  scenario.horizon = scaled(random, 20s, 7200s);
  scenario.faults_from = random.chance(0.8) ? 20s : 0s;
  if (random.chance(0.5)) {
    scenario.late_timers = random.unit();
    scenario.latest_timer = scaled(random, 1ms, 5s);
  }
  if (random.chance(0.3)) scenario.token_life = scaled(random, 20ms, 10s);
  if (random.chance(0.4)) scenario.resume_fails = random.unit() * 0.6;
  if (random.chance(0.4)) scenario.dial_fails = random.unit() * 0.6;
  const double most = random.chance(0.2) ? 0.4 : 0.08;
  scenario.to_agent = message_faults(random, most);
  scenario.to_client = message_faults(random, most);
  if (random.chance(0.9)) add_disturbances(scenario, random);
  choose_agent(scenario, random);
  choose_bounds(scenario.channel, random);
  if (random.chance(0.5)) {
    scenario.largest_payload = random.scaled(1024, 64U << 10);
    scenario.cuts_when_too_large = random.chance(0.3);
  }
  scenario.up = traffic(random);
  scenario.down = traffic(random);
  scenario.ending = random.one_of(kEndings);
  return scenario;
}

Scenario calm_scenario() {
  Scenario scenario;
  scenario.agent_version = kNewAgents.front();
  scenario.channel.session_id = "simulated";
  scenario.channel.target = "i-0123456789abcdef0";
  scenario.latency = 20ms;
  scenario.horizon = 30s;
  scenario.faults_from = 30s;
  return scenario;
}

}  // namespace cloudx::simulation
