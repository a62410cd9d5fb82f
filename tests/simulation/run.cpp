#include "simulation/run.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cloudx::simulation {

namespace {

constexpr std::uint64_t kManySteps = 200'000;  // at one moment
// How long a client may not know that the session is over: it keeps trying for 20 minutes.
constexpr Duration kUnaware = 25min;
constexpr Duration kMuteLimit = 3200s;  // a message is repeated 3000 times, once a second
constexpr Duration kForever = 24h * 365;

}  // namespace

Run::Run(Scenario scenario, bool trace, std::optional<Interruption> interruption)
    : scenario_(std::move(scenario)),
      journal_(scheduler_, trace),
      random_(scenario_.seed, 7),
      service_(scheduler_, journal_, scenario_),
      agent_(scheduler_, journal_, scenario_, service_),
      client_(scheduler_, journal_, scenario_, service_),
      interruption_(interruption) {
  service_.join(client_, agent_);
}

Outcome Run::execute() {
  Outcome outcome;
  try {
    play();
  } catch (const Violation& violation) {
    outcome.violation = violation.what();
    outcome.tail = journal_.tail();
  }
  outcome.hash = journal_.hash();
  outcome.simulated = scheduler_.now() - kStart;
  outcome.steps = scheduler_.steps();
  outcome.delivered_at = delivered_at_;
  outcome.bytes = client_.written() + agent_.received();
  outcome.counts = journal_.counts();
  return outcome;
}

void Run::play() {
  plan();
  client_.start();
  const auto done = [this] { return client_.done(); };
  if (!advance(kStart + scenario_.horizon, done)) {
    over_ = true;
    end_by_choice();
    const Duration bound = ending_bound();
    if (!advance(scheduler_.now() + bound, done)) {
      throw Violation(fmt::format("the session has not ended within {} s ({})", bound / 1s,
                                  name(scenario_.ending)));
    }
  }
  client_.check_end();
  const bool quiet = client_.channel().end()->kind == ssm::ChannelEnd::Kind::quiet;
  if (quiet && agent_.received() != client_.produced()) {
    throw Violation("the client ended the session before its input was delivered");
  }
  if (!service_.session_ended()) throw Violation("the session is left open at the service");
}

bool Run::advance(Time until, const std::function<bool()>& done) {
  while (!done()) {
    if (interruption_ && scheduler_.steps() == interruption_->step) interrupt();
    if (!scheduler_.step(until)) return false;
    check();
  }
  return true;
}

void Run::check() {
  client_.check();
  if (std::exchange(moment_, scheduler_.now()) != moment_) steps_in_moment_ = 0;
  if (++steps_in_moment_ > kManySteps) throw Violation("time stands still");
  const auto ended = service_.ended_at();
  if (ended && scheduler_.now() - *ended > kUnaware) {
    throw Violation("the client has not noticed the end of the session");
  }
  if (delivered_at_ == 0 && client_.produced() > 0 && delivered()) {
    delivered_at_ = scheduler_.steps();
  }
}

bool Run::delivered() const {
  return client_.written() == agent_.produced() && agent_.received() == client_.produced();
}

void Run::end_by_choice() {
  switch (scenario_.ending) {
    case Ending::delivered:
      calm();
      require_delivery();
      agent_.close_target();
      break;
    case Ending::quiet:
      calm();
      require_delivery();
      client_.end_input();
      break;
    case Ending::target_closes:
      agent_.close_target();
      break;
    case Ending::target_refuses:
      calm();
      break;
    case Ending::input_ends:
      client_.end_input();
      calm();
      break;
    case Ending::output_lost:
      client_.lose_output();
      break;
    case Ending::stopped:
      client_.stop();
      break;
    case Ending::worker_killed:
      journal_.note(What::worker_killed);
      service_.end_session("----------ERROR-------\nthe session worker was killed");
      break;
    case Ending::target_is_mute:
      calm();
      agent_.stick(kForever);
      client_.produce(1);
      break;
    case Ending::service_is_gone:
      service_.outage(kForever);
      service_.cut(0ms);
      break;
  }
}

void Run::calm() {
  journal_.note(What::calm);
  service_.calm();
  agent_.calm();
  client_.calm();
}

void Run::require_delivery() {
  const Duration bound = delivery_bound();
  const auto enough = [this] { return client_.done() || delivered(); };
  if (!advance(scheduler_.now() + bound, enough)) {
    throw Violation(fmt::format(
        "not everything was delivered within {} s: up {} of {}, down {} of {} bytes", bound / 1s,
        agent_.received(), client_.produced(), client_.written(), agent_.produced()));
  }
}

// The agent repeats one message at each of its checks (0.1 s), and only when the one before is
// acknowledged; the rest is what disturbances that have begun may still last.
Duration Run::delivery_bound() const {
  const auto waiting =
      (agent_.produced() - client_.written()) / sandbox::Agent::kChunk + agent_.unacknowledged();
  Duration bound = 400s + static_cast<std::int64_t>(waiting) *
                              (250ms + 4 * (scenario_.latency + scenario_.jitter));
  if (const std::uint64_t rate = scenario_.bytes_per_second; rate > 0) {
    bound += std::chrono::seconds(4 * (client_.produced() - agent_.received()) / rate);
  }
  if (const std::uint64_t rate = scenario_.reader_per_second; rate > 0) {
    bound += std::chrono::seconds(4 * (agent_.produced() - client_.written()) / rate);
  }
  return bound;
}

// What an old agent has left unanswered has to be repeated four times, with an answer to another
// message in between.
Duration Run::proof_bound() const {
  if (scenario_.answers_duplicates()) return {};
  return static_cast<std::int64_t>(client_.channel().window().unacknowledged()) * Duration(10s);
}

Duration Run::ending_bound() const {
  constexpr Duration kAsleep = 120s;  // at most, see scenario.cpp
  switch (scenario_.ending) {
    case Ending::output_lost:
    case Ending::stopped:
      return scenario_.channel.terminate_limit + scenario_.latest_timer + kAsleep + 1s;
    case Ending::target_is_mute:
      return kMuteLimit + kAsleep;
    case Ending::quiet:
    case Ending::input_ends:
      return delivery_bound() + proof_bound() + 30s;
    default:
      return delivery_bound() + kUnaware;
  }
}

}  // namespace cloudx::simulation
