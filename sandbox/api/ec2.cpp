// Amazon EC2: instances and their states.

#include <algorithm>

#include <fmt/format.h>

#include "sandbox/api/call.hpp"
#include "sandbox/api/error_answer.hpp"

namespace cloudx::sandbox {

namespace {

std::string state_xml(std::string_view element, InstanceState state) {
  return xml_tree(element, xml("code", fmt::format("{}", static_cast<int>(state))) +
                               xml("name", name_of(state)));
}

std::unexpected<ApiError> not_found(std::string_view id) {
  return api_error("InvalidInstanceID.NotFound",
                   fmt::format("The instance ID '{}' does not exist", id));
}

std::string describe(const Instance& instance, Time now) {
  const InstanceSpec& spec = instance.spec();
  std::string tags;
  for (const auto& [key, value] : spec.tags) {
    tags += xml_tree("item", xml("key", key) + xml("value", value));
  }
  return xml_tree("item", xml("instanceId", spec.id) + xml("imageId", "ami-00000000000000000") +
                              state_xml("instanceState", instance.state(now)) +
                              xml("privateDnsName", spec.id + ".sandbox.internal") +
                              xml("privateIpAddress", "127.0.0.1") +
                              xml("instanceType", "t3.micro") +
                              xml("launchTime", iso8601(to_seconds(instance.launched()))) +
                              (spec.platform == "Windows" ? xml("platform", "windows") : "") +
                              xml("architecture", "x86_64") + xml_tree("tagSet", tags));
}

// The values of filter `index`, and what the instance has for its name.
bool passes_filter(const ApiCall& call, std::size_t index, const Instance& instance) {
  const std::string name = call.field(fmt::format("Filter.{}.Name", index));
  const std::vector<std::string> wanted = call.list(fmt::format("Filter.{}.Value", index));
  const InstanceSpec& spec = instance.spec();
  std::string actual;
  if (name == "instance-id") {
    actual = spec.id;
  } else if (name == "instance-state-name") {
    actual = name_of(instance.state(call.now));
  } else if (name.starts_with("tag:")) {
    const auto tag = spec.tags.find(name.substr(4));
    if (tag == spec.tags.end()) return false;
    actual = tag->second;
  } else {
    return false;
  }
  return std::ranges::count(wanted, actual) > 0;
}

bool passes_filters(const ApiCall& call, const Instance& instance) {
  for (std::size_t i = 1; !call.field(fmt::format("Filter.{}.Name", i)).empty(); ++i) {
    if (!passes_filter(call, i, instance)) return false;
  }
  return true;
}

ApiResult describe_instances(World& world, const ApiCall& call) {
  const std::vector<std::string> ids = call.list("InstanceId");
  for (const std::string& id : ids) {
    const Instance* instance = find_instance(world, call, id);
    if (!id.starts_with("i-")) {
      return api_error("InvalidInstanceID.Malformed", fmt::format("Invalid id: \"{}\"", id));
    }
    if (instance == nullptr) return not_found(id);
  }
  std::string items;
  for (const auto& [id, instance] : world.instances) {
    const bool asked = ids.empty() || std::ranges::count(ids, id) > 0;
    const bool here = call.region == world.region && !instance.spec().hybrid();
    if (!here || !asked || !passes_filters(call, instance)) continue;
    items += xml_tree("item", xml("reservationId", "r-" + id.substr(2)) + xml("ownerId", kAccount) +
                                  xml_tree("instancesSet", describe(instance, call.now)));
  }
  return xml_tree("reservationSet", items);
}

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
  instance.enter(InstanceState::stopping, now);
  return {};
}

std::expected<void, ApiError> terminate(Instance& instance, Time now) {
  if (instance.state(now) != InstanceState::terminated) {
    instance.enter(InstanceState::shutting_down, now);
  }
  return {};
}

ApiResult change_states(World& world, const ApiCall& call, Change change) {
  const std::vector<std::string> ids = call.list("InstanceId");
  if (ids.empty()) {
    return api_error("MissingParameter", "The request must contain the parameter InstanceId");
  }
  for (const std::string& id : ids) {
    if (find_instance(world, call, id) == nullptr) return not_found(id);
  }
  if (call.field("DryRun") == "true") {
    return api_error("DryRunOperation", "Request would have succeeded, but DryRun flag is set.",
                     412);
  }
  std::string items;
  for (const std::string& id : ids) {
    Instance& instance = *find_instance(world, call, id);
    const InstanceState before = instance.state(call.now);
    const auto changed = change(instance, call.now);
    if (!changed) return std::unexpected(changed.error());
    items += xml_tree("item", xml("instanceId", id) +
                                  state_xml("currentState", instance.state(call.now)) +
                                  state_xml("previousState", before));
  }
  return xml_tree("instancesSet", items);
}

ApiResult start_instances(World& world, const ApiCall& call) {
  return change_states(world, call, start);
}

ApiResult stop_instances(World& world, const ApiCall& call) {
  return change_states(world, call, stop);
}

ApiResult terminate_instances(World& world, const ApiCall& call) {
  return change_states(world, call, terminate);
}

}  // namespace

std::vector<Operation> ec2_operations() {
  return {{"ec2", "DescribeInstances", describe_instances},
          {"ec2", "StartInstances", start_instances},
          {"ec2", "StopInstances", stop_instances},
          {"ec2", "TerminateInstances", terminate_instances}};
}

}  // namespace cloudx::sandbox
