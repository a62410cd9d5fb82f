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

InstanceState Instance::state(Time now) const {
  switch (entered_) {
    case InstanceState::pending:
      return now - since_ >= spec_.boot ? InstanceState::running : entered_;
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

void Instance::enter(InstanceState state, Time now) {
  entered_ = state;
  since_ = now;
  if (state == InstanceState::pending) launched_ = now;
}

}  // namespace cloudx::sandbox
