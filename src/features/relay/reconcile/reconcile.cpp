#include "features/relay/reconcile/reconcile.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "features/relay/reconcile/injected_bug.hpp"
#include "features/relay/reconcile/setback.hpp"

namespace cloudx::relay {

namespace {

Launched as_launched(const Vm& vm, Time fallback) {
  return {vm.instance_id, vm.client_token, vm.launched_at == Time{} ? fallback : vm.launched_at};
}

Step found_vm(const RelayState& record, Launched found, std::string note = {}) {
  return write([token = record.client_token, found = std::move(found)](
                   RelayState& current) { return launched(current, token, found); },
               After::again, std::move(note));
}

Step run_instance(const RelayState& record, const Circumstances& at) {
  const std::string token =
      kInjectedBug == InjectedBug::fresh_token ? at.launches.new_token() : record.client_token;
  return ask(RunInstance{record.id, token, record.image_id, record.attempt});
}

Step see_launch(const RelayState& record, const LaunchSeen& seen, const Circumstances& at) {
  if (!seen.vm) return failed(record, seen.vm.error(), at);
  Launched found = as_launched(*seen.vm, at.now);
  found.client_token = record.client_token;
  return found_vm(record, std::move(found), "launched " + seen.vm->instance_id);
}

// A VM that is there is taken over, whoever launched it: there is one relay an endpoint. That is
// looked for before this launch has asked EC2 for anything: later a list that lags could show the
// VM before and hide the one that was just launched.
Step prepare(const RelayState& record, const Observation& seen, const Circumstances& at) {
  if (std::holds_alternative<std::monostate>(seen)) {
    return record.attempt > 1 ? ask(FindImage{}) : ask(DescribeVms{record.id});
  }
  if (const auto* const found = std::get_if<ImageSeen>(&seen)) {
    if (!found->image_id) return failed(record, found->image_id.error(), at);
    return write([token = record.client_token, image = *found->image_id](
                     RelayState& current) { return chose_image(current, token, image); },
                 After::again);
  }
  const auto& vms = std::get<VmsSeen>(seen).vms;
  if (!vms) return failed(record, vms.error(), at);
  const auto there = std::ranges::find_if(*vms, &Vm::alive);
  if (there == vms->end()) return ask(FindImage{});
  return found_vm(record, as_launched(*there, at.now), "found " + there->instance_id);
}

Step launch(const RelayState& record, const Observation& seen, const Circumstances& at) {
  if (std::holds_alternative<std::monostate>(seen)) return run_instance(record, at);
  return see_launch(record, std::get<LaunchSeen>(seen), at);
}

Step find(const RelayState& record, const Observation& seen, const Circumstances& at) {
  if (std::holds_alternative<std::monostate>(seen)) return ask(DescribeVms{record.id});
  if (const auto* const launch = std::get_if<LaunchSeen>(&seen)) {
    return see_launch(record, *launch, at);
  }
  const auto& vms = std::get<VmsSeen>(seen).vms;
  // A list that is refused says nothing of the launch.
  if (!vms && at.may_be_launched) return try_again(vms.error());
  if (!vms) return failed(record, vms.error(), at);
  const auto same = std::ranges::find(*vms, record.client_token, &Vm::client_token);
  // It may have been launched and not be shown yet. Asking with the same token again gives it, or
  // launches it now: only then is it certain what has to end.
  if (same == vms->end()) return run_instance(record, at);
  return found_vm(record, as_launched(*same, at.now));
}

Step look(const RelayState& record, const Observation& seen, const Circumstances& at) {
  if (std::holds_alternative<std::monostate>(seen)) return ask(DescribeVms{record.id});
  const auto& vms = std::get<VmsSeen>(seen).vms;
  if (!vms) return failed(record, vms.error(), at);
  const Vm* const vm = find_by_id(*vms, record.instance_id);
  const bool is_due =
      kInjectedBug == InjectedBug::unseen_is_gone || at.asked - record.launched_at > kUnseenLimit;
  if (vm == nullptr) {
    return is_due ? lost(record, "EC2 does not know it", at) : wait(After::pause);
  }
  if (!vm->alive()) return lost(record, vm->reason, at);
  if (vm->state != VmState::running) return wait(After::pause);
  if (vm->address.empty()) {
    return is_due ? end_launch(record, "ending the relay",
                               "it has no public address: the subnet or the launch template gives "
                               "none")
                  : wait(After::pause);
  }
  return write([token = record.client_token, address = vm->address](
                   RelayState& current) { return got_address(current, token, address); },
               After::again);
}

Step ready(const RelayState& record, const Circumstances& at) {
  return write([token = record.client_token, key = at.launches.host_key(record.client_token),
                now = at.now](RelayState& current) { return is_ready(current, token, key, now); },
               After::done, fmt::format("{} is ready at {}", record.instance_id, record.address));
}

Step probe(const RelayState& record, const Observation& seen, const Circumstances& at) {
  if (std::holds_alternative<std::monostate>(seen)) return ask(Probe{record.address});
  if (const auto* const answer = std::get_if<ProbeSeen>(&seen)) {
    return answer->answers ? ready(record, at) : ask(DescribeVms{record.id});
  }
  const auto& vms = std::get<VmsSeen>(seen).vms;
  const Vm* const vm = vms ? find_by_id(*vms, record.instance_id) : nullptr;
  if (vm != nullptr && !vm->alive()) return lost(record, vm->reason, at);
  if (at.asked - record.launched_at < kProbeLimit) return wait(After::pause);
  Step step = ready(record, at);
  step.news.insert(step.news.begin(),
                   record.instance_id + " runs; its SSH server is not seen from here");
  step.hidden = record.instance_id;
  return step;
}

Step see_termination(const RelayState& record, const TerminationSeen& seen,
                     const Circumstances& at) {
  if (!seen.all_known) return failed(record, seen.all_known.error(), at);
  // A new instance may not even be known to TerminateInstances.
  if (!*seen.all_known && at.asked - record.launched_at < kUnseenLimit) return wait(After::pause);
  Step step = end_of_record(record);
  step.terminated = seen.instance_ids;
  if (!seen.instance_ids.empty()) {
    step.notes.push_back(fmt::format("terminated {}", fmt::join(seen.instance_ids, ", ")));
  }
  return step;
}

Step terminate(const RelayState& record, const Observation& seen, const Circumstances& at) {
  if (std::holds_alternative<std::monostate>(seen)) return ask(DescribeVms{record.id});
  if (const auto* const termination = std::get_if<TerminationSeen>(&seen)) {
    return see_termination(record, *termination, at);
  }
  const auto& vms = std::get<VmsSeen>(seen).vms;
  if (!vms) return failed(record, vms.error(), at);
  TerminateVms request;
  for (const Vm& vm : *vms) {
    if (!vm.over()) request.instance_ids.push_back(vm.instance_id);
  }
  const bool is_shown =
      record.instance_id.empty() || find_by_id(*vms, record.instance_id) != nullptr;
  if (!is_shown) request.instance_ids.push_back(record.instance_id);
  if (request.instance_ids.empty()) return end_of_record(record);
  return ask(std::move(request));
}

}  // namespace

Step reconcile(const RelayState& record, const Observation& seen, const Circumstances& at) {
  if (std::holds_alternative<std::monostate>(seen) && launch_overdue(record, at.now)) {
    const std::string why = "the launch took too long: " + record.step;
    // What there is of the endpoint was not asked for by this launch, and may be in use.
    if (next_step(record) == NextStep::prepare) return refuse_launch(record, why);
    return end_launch(record, "giving the launch up", why, why);
  }
  switch (next_step(record)) {
    case NextStep::prepare:
      return prepare(record, seen, at);
    case NextStep::launch:
      return launch(record, seen, at);
    case NextStep::look:
      return look(record, seen, at);
    case NextStep::probe:
      return probe(record, seen, at);
    case NextStep::find:
      return find(record, seen, at);
    case NextStep::terminate:
      return terminate(record, seen, at);
    case NextStep::nothing:
    case NextStep::watch:
      break;
  }
  return wait(After::done);
}

}  // namespace cloudx::relay
