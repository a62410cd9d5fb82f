#include "simulation/relay/monitor.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace cloudx::relay_simulation {

namespace {

// From the moment that nothing goes wrong any more, or that a client asks after it: a launch that
// is given up, its end, and a launch that succeeds.
constexpr Duration kAnswerBound = relay::kLaunchLimit + 3min;
// After a relay was ended: lists that lag, and a launch that was asked for and not answered.
constexpr Duration kEndBound = relay::kLaunchLimit + 2min;

}  // namespace

Monitor::Monitor(const Scheduler& scheduler, const Scenario& scenario, Ec2& ec2, FaultyStore& store)
    : scheduler_(scheduler), scenario_(scenario), ec2_(ec2) {
  ec2_.on_launch = [this](const Machine& machine) { launched(machine); };
  ec2_.on_terminate = [this](const Machine& machine) { terminated(machine); };
  store.on_record = [this](const store::RelayState& before, const store::RelayState& after) {
    changed(before, after);
  };
}

void Monitor::begin_deed(const std::string& endpoint, const std::string& node) {
  const auto [deed, is_only] = deeds_.try_emplace(endpoint, node);
  if (is_only || deed->second == node || !scenario_.leases_hold()) return;
  throw Violation(fmt::format("{} and {} work on {} at once", deed->second, node, endpoint));
}

void Monitor::end_deed(const std::string& endpoint, const std::string& node) {
  const auto deed = deeds_.find(endpoint);
  if (deed != deeds_.end() && deed->second == node) deeds_.erase(deed);
}

void Monitor::ended_by_operator(const std::string& endpoint) {
  operator_ends_[endpoint] = scheduler_.now();
}

void Monitor::asked(const std::string& client) {
  waiting_.try_emplace(client, scheduler_.now());
}

void Monitor::answered(const std::string& client) {
  waiting_.erase(client);
}

void Monitor::calm_down() {
  is_calm_ = true;
  calm_since_ = scheduler_.now();
}

void Monitor::launched(const Machine& machine) {
  for (const Machine* const other : ec2_.alive_of(machine.vm.endpoint)) {
    if (other == &machine || scenario_.store.is_lost) continue;
    throw Violation(fmt::format("two VMs of {}: {} was launched while {} lives",
                                machine.vm.endpoint, machine.vm.instance_id,
                                other->vm.instance_id));
  }
}

void Monitor::terminated(const Machine& machine) const {
  if (machine.clients == 0 || scenario_.store.is_lost) return;
  const auto wanted = operator_ends_.find(machine.vm.endpoint);
  if (wanted != operator_ends_.end() && wanted->second >= machine.launched) return;
  if (scheduler_.now() - machine.launched >= scenario_.options.most - 10s) return;
  throw Violation(fmt::format("{} of {} is ended while {} clients use it", machine.vm.instance_id,
                              machine.vm.endpoint, machine.clients));
}

void Monitor::changed(const store::RelayState& before, const store::RelayState& after) {
  using store::RelayPhase;
  if (scenario_.store.is_lost) return;
  const bool is_taken_in = before.phase == RelayPhase::none && after.phase == RelayPhase::running;
  if (is_taken_in && ended_.contains(after.instance_id)) {
    throw Violation(after.instance_id + " is taken in, whose end was known");
  }
  if (after.phase != RelayPhase::none) return;
  if (!before.instance_id.empty()) ended_.insert(before.instance_id);
  for (const Machine* const machine : ec2_.alive_of(before.id)) {
    throw Violation(
        fmt::format("{} of {} lives, and no record knows it", machine->vm.instance_id, before.id));
  }
}

void Monitor::check_bounds() const {
  if (!is_calm_) return;
  const Time now = scheduler_.now();
  for (const auto& [client, since] : waiting_) {
    if (now - std::max(since, calm_since_) < kAnswerBound) continue;
    throw Violation(fmt::format("{} waits for a relay", client));
  }
  if (scenario_.store.is_lost) return;  // and with it what somebody wanted
  for (const auto& [endpoint, ended] : operator_ends_) {
    if (now - std::max(ended, calm_since_) < kEndBound) continue;
    for (const Machine* const machine : ec2_.alive_of(endpoint)) {
      if (machine->launched > ended) continue;
      throw Violation(fmt::format("{} of {} lives, although it was ended long ago",
                                  machine->vm.instance_id, endpoint));
    }
  }
}

}  // namespace cloudx::relay_simulation
