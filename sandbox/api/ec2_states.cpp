// Amazon EC2: starting, stopping and terminating instances.

#include <fmt/format.h>

#include "sandbox/api/ec2.hpp"
#include "sandbox/api/error_response.hpp"

namespace cloudx::sandbox {

namespace {

const StateReason kByUser{"Client.UserInitiatedShutdown",
                          "Client.UserInitiatedShutdown: User initiated shutdown"};

// One state change of StartInstances and its siblings.
using Change = std::expected<void, ApiError> (*)(Instance&, Time);

std::unexpected<ApiError> wrong_state(const Instance& instance, Time now, std::string_view verb) {
  return api_error("IncorrectInstanceState",
                   fmt::format("The instance '{}' is not in a state from which it can be {}. It is "
                               "{}.",
                               instance.spec().id, verb, name_of(instance.state(now))));
}

std::expected<void, ApiError> start(Instance& instance, Time now) {
  const InstanceState state = instance.state(now);
  if (state == InstanceState::running || state == InstanceState::pending) return {};
  if (state != InstanceState::stopped) return wrong_state(instance, now, "started");
  if (instance.launch()) {
    return api_error("UnsupportedOperation", "The sandbox boots a launched instance only once");
  }
  const InstanceSpec& spec = instance.spec();
  if (!spec.start_error_code.empty()) {
    return api_error(spec.start_error_code, spec.start_error_text,
                     spec.start_error_code.starts_with("Insufficient") ? 500 : 400);
  }
  instance.enter(InstanceState::pending, now);
  return {};
}

std::expected<void, ApiError> stop(Instance& instance, Time now) {
  const InstanceState state = instance.state(now);
  if (state == InstanceState::stopped || state == InstanceState::stopping) return {};
  if (state != InstanceState::running && state != InstanceState::pending) {
    return wrong_state(instance, now, "stopped");
  }
  instance.enter(InstanceState::stopping, now, kByUser);
  return {};
}

std::expected<void, ApiError> terminate(Instance& instance, Time now) {
  const InstanceState state = instance.state(now);
  if (state != InstanceState::terminated && state != InstanceState::shutting_down) {
    instance.enter(InstanceState::shutting_down, now, kByUser);
  }
  return {};
}

ApiResult change_states(World& world, const ApiCall& call, Change change) {
  const std::vector<std::string> ids = call.list("InstanceId");
  if (ids.empty()) {
    return api_error("MissingParameter", "The request must contain the parameter InstanceId");
  }
  for (const std::string& id : ids) {
    const auto known = known_instance(world, call, id);
    if (!known) return std::unexpected(known.error());
  }
  if (call.field("DryRun") == "true") return dry_run();
  std::string items;
  for (const std::string& id : ids) {
    Instance& instance = *find_instance(world, call, id);
    const InstanceState before = instance.state(call.now);
    const auto changed = change(instance, call.now);
    if (!changed) return std::unexpected(changed.error());
    items += xml_tree("item", xml("instanceId", id) +
                                  instance_state_xml("currentState", instance.state(call.now)) +
                                  instance_state_xml("previousState", before));
    world.on_state_set(id);
  }
  return xml_tree("instancesSet", items);
}

}  // namespace

ApiResult start_instances(World& world, const ApiCall& call) {
  return change_states(world, call, start);
}

ApiResult stop_instances(World& world, const ApiCall& call) {
  return change_states(world, call, stop);
}

ApiResult terminate_instances(World& world, const ApiCall& call) {
  return change_states(world, call, terminate);
}

}  // namespace cloudx::sandbox
