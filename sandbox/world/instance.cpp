#include "sandbox/world/instance.hpp"

#include <array>
#include <utility>

namespace cloudx::sandbox {

namespace {

struct StateName {
  InstanceState state;
  std::string_view name;
};

constexpr std::array kStateNames{
    StateName{InstanceState::pending, "pending"},
    StateName{InstanceState::running, "running"},
    StateName{InstanceState::shutting_down, "shutting-down"},
    StateName{InstanceState::terminated, "terminated"},
    StateName{InstanceState::stopping, "stopping"},
    StateName{InstanceState::stopped, "stopped"},
};

}  // namespace

std::string_view name_of(InstanceState state) {
  for (const StateName& known : kStateNames) {
    if (known.state == state) return known.name;
  }
  std::unreachable();
}

Result<InstanceState> parse_instance_state(std::string_view name) {
  for (const StateName& known : kStateNames) {
    if (known.name == name) return known.state;
  }
  return fail(Errc::usage, "\"" + std::string(name) +
                               "\" is no instance state (pending, running, shutting-down, "
                               "terminated, stopping, stopped)");
}

Instance::Instance(InstanceSpec spec, Time now)
    : spec_(std::move(spec)), entered_(spec_.state), since_(now), launched_(now) {
  if (entered_ == InstanceState::running) since_ = Time::min();
}

Instance::Instance(InstanceSpec spec, Launch launch, Time now) : Instance(std::move(spec), now) {
  launch_ = std::move(launch);
}

InstanceState Instance::state(Time now) const {
  switch (entered_) {
    case InstanceState::pending:
      if (now - since_ < spec_.boot) return entered_;
      return fails() ? InstanceState::terminated : InstanceState::running;
    case InstanceState::stopping:
      return now - since_ >= spec_.stop ? InstanceState::stopped : entered_;
    case InstanceState::shutting_down:
      return now - since_ >= spec_.stop ? InstanceState::terminated : entered_;
    default:
      return entered_;
  }
}

bool Instance::running_for(Duration least, Time now) const {
  if (state(now) != InstanceState::running) return false;
  if (since_ == Time::min()) return true;
  const Duration boot = entered_ == InstanceState::pending ? spec_.boot : Duration::zero();
  return now - since_ >= boot + least;
}

bool Instance::online(Time now) const {
  return running_for(spec_.online_delay, now);
}

bool Instance::accepts_sessions(Time now) const {
  return running_for(spec_.online_delay + spec_.refuse_delay, now);
}

bool Instance::ssh_answers(Time now) const {
  return !spec_.port_refused && running_for(spec_.ssh_delay, now);
}

std::optional<Time> Instance::ended(Time now) const {
  if (state(now) != InstanceState::terminated) return std::nullopt;
  if (entered_ == InstanceState::pending) return since_ + spec_.boot;
  return entered_ == InstanceState::shutting_down ? since_ + spec_.stop : since_;
}

StateReason Instance::state_reason(Time now) const {
  if (entered_ == InstanceState::pending && state(now) == InstanceState::terminated) {
    return {launch_->failure, launch_->failure + ": the sandbox was told to let it fail"};
  }
  return reason_;
}

void Instance::reach(std::string step, Time now) {
  if (launch_) launch_->steps.push_back({std::move(step), now});
}

void Instance::enter(InstanceState state, Time now, StateReason reason) {
  entered_ = state;
  since_ = now;
  reason_ = std::move(reason);
  if (state == InstanceState::pending) launched_ = now;
}

}  // namespace cloudx::sandbox
