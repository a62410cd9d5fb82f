// Amazon EC2: what there is, and the list of its operations.

#include "sandbox/api/ec2.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "sandbox/api/error_response.hpp"

namespace cloudx::sandbox {

namespace {

std::unexpected<ApiError> not_found(std::string_view id) {
  return api_error("InvalidInstanceID.NotFound",
                   fmt::format("The instance ID '{}' does not exist", id));
}

std::string launch_xml(const Launch& launch, InstanceState state) {
  const bool reachable = state == InstanceState::running;
  return xml("clientToken", launch.client_token) + xml("keyName", launch.from.key_name) +
         (reachable ? xml("ipAddress", launch.public_ip) : "");
}

std::string reason_xml(const StateReason& reason) {
  if (reason.code.empty()) return xml("reason", "");
  return xml("reason", reason.message) +
         xml_tree("stateReason", xml("code", reason.code) + xml("message", reason.message));
}

std::vector<std::string> filtered_values(const Instance& instance, const std::string& name,
                                         Time now) {
  const InstanceSpec& spec = instance.spec();
  if (name == "instance-id") return {spec.id};
  if (name == "instance-state-name") return {std::string(name_of(instance.state(now)))};
  if (name == "private-ip-address") return {spec.private_ip};
  if (name == "client-token" && instance.launch()) return {instance.launch()->client_token};
  if (name == "ip-address" && instance.launch()) return {instance.launch()->public_ip};
  std::vector<std::string> values;
  for (const auto& [key, value] : spec.tags) {
    if (name == "tag-key") values.push_back(key);
    if (name.starts_with("tag:") && name.substr(4) == key) values.push_back(value);
  }
  return values;
}

std::expected<void, ApiError> check_description(World& world, const ApiCall& call) {
  constexpr std::size_t kMostValues = 200;
  const std::vector<std::string> ids = call.list("InstanceId");
  for (const std::string& id : ids) {
    const auto known = known_instance(world, call, id);
    if (!known) return std::unexpected(known.error());
  }
  if (!ids.empty() && !call.field("MaxResults").empty()) {
    return api_error("InvalidParameterCombination",
                     "The parameter instancesSet cannot be used with the parameter maxResults");
  }
  std::size_t values = 0;
  for (std::size_t i = 1; !call.field(fmt::format("Filter.{}.Name", i)).empty(); ++i) {
    values += call.list(fmt::format("Filter.{}.Value", i)).size();
  }
  if (values > kMostValues) {
    return api_error("FilterLimitExceeded", "The maximum number of filter values is 200");
  }
  if (call.field("DryRun") == "true") return dry_run();
  return {};
}

std::string reservation_of(const Instance& instance) {
  return instance.launch() ? instance.launch()->reservation_id
                           : "r-" + instance.spec().id.substr(2);
}

ApiResult describe_instances(World& world, const ApiCall& call) {
  const auto good = check_description(world, call);
  if (!good) return std::unexpected(good.error());
  const std::vector<std::string> ids = call.list("InstanceId");
  std::vector<std::string> found;
  for (const auto& [id, instance] : world.instances) {
    const bool asked = ids.empty() || std::ranges::count(ids, id) > 0;
    const bool here = call.region == world.region && !instance.spec().hybrid();
    const auto values = [&](const std::string& name) {
      return filtered_values(instance, name, call.now);
    };
    if (!here || !asked || !instance.visible(call.now) || !passes_filters(call, values)) continue;
    found.push_back(
        xml_tree("item", xml("reservationId", reservation_of(instance)) + xml("ownerId", kAccount) +
                             xml_tree("instancesSet", instance_xml(instance, call.now))));
  }
  return page_xml(call, "reservationSet", found);
}

ApiResult get_console_output(World& world, const ApiCall& call) {
  const auto instance = known_instance(world, call, call.field("InstanceId"));
  if (!instance) return std::unexpected(instance.error());
  const std::string output = world.console_of((*instance)->spec().id);
  return xml("instanceId", (*instance)->spec().id) +
         xml("timestamp", iso8601(to_seconds(call.now))) +
         (output.empty() ? "" : xml("output", base64(as_bytes(output))));
}

}  // namespace

std::string instance_state_xml(std::string_view element, InstanceState state) {
  return xml_tree(element, xml("code", fmt::format("{}", static_cast<int>(state))) +
                               xml("name", name_of(state)));
}

std::string instance_xml(const Instance& instance, Time now) {
  const InstanceSpec& spec = instance.spec();
  const std::optional<Launch>& launch = instance.launch();
  const InstanceState state = instance.state(now);
  std::string tags;
  for (const auto& [key, value] : spec.tags) {
    tags += xml_tree("item", xml("key", key) + xml("value", value));
  }
  return xml_tree("item",
                  xml("instanceId", spec.id) +
                      xml("imageId", launch ? launch->from.image_id : "ami-00000000000000000") +
                      instance_state_xml("instanceState", state) +
                      xml("privateDnsName", spec.id + ".sandbox.internal") +
                      xml("privateIpAddress", spec.private_ip) +
                      (launch ? launch_xml(*launch, state) : "") +
                      reason_xml(instance.state_reason(now)) +
                      xml("instanceType", launch ? launch->from.instance_type : "t3.micro") +
                      xml("launchTime", iso8601(to_seconds(instance.launched()))) +
                      (spec.platform == "Windows" ? xml("platform", "windows") : "") +
                      xml("architecture", launch ? "arm64" : "x86_64") + xml_tree("tagSet", tags));
}

std::expected<Instance*, ApiError> known_instance(World& world, const ApiCall& call,
                                                  std::string_view id) {
  if (!id.starts_with("i-")) {
    return api_error("InvalidInstanceID.Malformed", fmt::format("Invalid id: \"{}\"", id));
  }
  Instance* instance = find_instance(world, call, id);
  if (instance == nullptr || !instance->visible(call.now)) return not_found(id);
  return instance;
}

std::vector<Operation> ec2_operations() {
  return {
      {"ec2", "DescribeInstances", describe_instances},  {"ec2", "DescribeImages", describe_images},
      {"ec2", "GetConsoleOutput", get_console_output},   {"ec2", "RunInstances", run_instances},
      {"ec2", "StartInstances", start_instances},        {"ec2", "StopInstances", stop_instances},
      {"ec2", "TerminateInstances", terminate_instances}};
}

}  // namespace cloudx::sandbox
