#include "simulation/relay/network.hpp"

#include <algorithm>
#include <utility>

namespace cloudx::relay_simulation {

namespace {

// What a node sees of a request that came to nothing.
relay::Observation failure(const relay::Ec2Action& action, std::unexpected<Error> error) {
  if (std::holds_alternative<relay::FindImage>(action)) return relay::ImageSeen{std::move(error)};
  if (std::holds_alternative<relay::RunInstance>(action)) {
    return relay::LaunchSeen{std::move(error)};
  }
  if (const auto* const request = std::get_if<relay::TerminateVms>(&action)) {
    return relay::TerminationSeen{request->instance_ids, std::move(error)};
  }
  if (std::holds_alternative<relay::Probe>(action)) return relay::ProbeSeen{false};
  return relay::VmsSeen{std::move(error)};
}

}  // namespace

Network::Network(Scheduler& scheduler, Journal& journal, const Scenario& scenario, Ec2& ec2)
    : scheduler_(scheduler),
      journal_(journal),
      scenario_(scenario),
      ec2_(ec2),
      random_(scenario.seed, 4),
      trouble_until_(scheduler.now()) {
  plan_trouble();
}

void Network::plan_trouble() {
  if (scenario_.ec2.trouble_per_minute == 0) return;
  const double minutes = (0.2 + random_.unit() * 2) / scenario_.ec2.trouble_per_minute;
  scheduler_.after(std::chrono::duration_cast<Duration>(minutes * 60s), [this] {
    if (is_calm_) return;
    trouble_until_ = scheduler_.now() + random_.between(1s, 2min);
    journal_.note("has trouble", "EC2");
    plan_trouble();
  });
}

void Network::calm_down() {
  is_calm_ = true;
  trouble_until_ = scheduler_.now();
}

Network::Fate Network::fate() {
  if (is_calm_) return Fate::arrives;
  if (scheduler_.now() < trouble_until_) return Fate::trouble;
  if (random_.chance(scenario_.ec2.throttled)) return Fate::throttled;
  if (random_.chance(scenario_.ec2.lost_request)) return Fate::request_lost;
  return random_.chance(scenario_.ec2.lost_answer) ? Fate::answer_lost : Fate::arrives;
}

void Network::ask(relay::Ec2Request request, Reply reply) {
  const bool is_probe = std::holds_alternative<relay::Probe>(request.action);
  Fate fate = is_probe ? Fate::arrives : this->fate();
  constexpr std::array<std::string_view, 5> kWords{"", "request lost", "answer lost", "throttled",
                                                   "call fails"};
  const Duration slowest = is_calm_ || is_probe ? Duration{1s} : scenario_.ec2.slowest;
  const Duration there = random_.between(20ms, slowest) / 2;
  const Duration back = random_.between(20ms, slowest) / 2;
  const Duration arrival = std::min<Duration>(there, request.limit);
  if (there >= request.limit) fate = Fate::request_lost;
  const bool breaks = random_.chance(0.5);  // the connection, instead of silence
  if (fate != Fate::arrives) journal_.note(kWords.at(static_cast<std::size_t>(fate)), "EC2");
  scheduler_.after(arrival, [this, fate, there, back, breaks, request = std::move(request),
                             reply = std::move(reply)]() mutable {
    const bool is_carried_out = fate == Fate::arrives || fate == Fate::answer_lost;
    relay::Observation seen;
    if (is_carried_out) {
      seen = carry_out(request.action);
    } else if (fate == Fate::throttled) {
      seen = failure(request.action, ec2_error("RequestLimitExceeded", 503));
    } else {
      constexpr std::array kKinds{Errc::connect, Errc::resolve, Errc::tls, Errc::credentials};
      seen = failure(request.action, fail(random_.one_of(kKinds), "EC2 cannot be reached"));
    }
    Duration after = back;
    const bool is_silent = fate == Fate::request_lost || fate == Fate::answer_lost;
    if (is_silent) {
      const Errc kind = random_.chance(0.3) ? Errc::protocol : Errc::closed;
      seen = failure(request.action, fail(kind, "EC2 hung up"));
    }
    if (there + back > request.limit || (is_silent && !breaks)) {
      after = std::max<Duration>(request.limit - there, Duration{});
      seen = failure(request.action, fail(Errc::timeout, "EC2 does not answer"));
    }
    scheduler_.after(after, [reply = std::move(reply), seen = std::move(seen)] { reply(seen); });
  });
}

relay::Observation Network::carry_out(const relay::Ec2Action& action) {
  if (std::holds_alternative<relay::FindImage>(action))
    return relay::ImageSeen{ec2_.newest_image()};
  if (std::holds_alternative<relay::DescribeAlive>(action)) {
    return relay::VmsSeen{ec2_.describe("")};
  }
  if (const auto* const request = std::get_if<relay::DescribeVms>(&action)) {
    return relay::VmsSeen{ec2_.describe(request->endpoint)};
  }
  if (const auto* const request = std::get_if<relay::RunInstance>(&action)) {
    return relay::LaunchSeen{ec2_.run(*request)};
  }
  if (const auto* const request = std::get_if<relay::TerminateVms>(&action)) {
    return terminate(*request);
  }
  return relay::ProbeSeen{ec2_.answers(std::get<relay::Probe>(action).address, true)};
}

// One by one, as features/relay/service/relay_instances.cpp asks for it.
relay::Observation Network::terminate(const relay::TerminateVms& request) {
  bool all_known = true;
  for (const std::string& id : request.instance_ids) all_known = ec2_.terminate(id) && all_known;
  return relay::TerminationSeen{request.instance_ids, all_known};
}

}  // namespace cloudx::relay_simulation
