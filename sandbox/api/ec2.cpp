// Amazon EC2: instances and their states.

#include <algorithm>
#include <charconv>
#include <optional>

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
                              xml("privateIpAddress", spec.private_ip) +
                              xml("instanceType", "t3.micro") +
                              xml("launchTime", iso8601(to_seconds(instance.launched()))) +
                              (spec.platform == "Windows" ? xml("platform", "windows") : "") +
                              xml("architecture", "x86_64") + xml_tree("tagSet", tags));
}

// "*" is any text, "?" any character, and a backslash makes them themselves (EC2's filters).
bool matches(std::string_view pattern, std::string_view text) {
  while (!pattern.empty()) {
    const char sign = pattern.front();
    if (sign == '*') {
      pattern.remove_prefix(1);
      for (std::size_t i = 0; i <= text.size(); ++i) {
        if (matches(pattern, text.substr(i))) return true;
      }
      return false;
    }
    if (sign == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
    const bool any = sign == '?';
    if (text.empty() || (!any && text.front() != pattern.front())) return false;
    pattern.remove_prefix(1);
    text.remove_prefix(1);
  }
  return text.empty();
}

// What an instance has for the filter's name; nullopt if there is nothing of that name.
std::optional<std::string> filtered_value(const std::string& name, const Instance& instance,
                                          Time now) {
  const InstanceSpec& spec = instance.spec();
  if (name == "instance-id") return spec.id;
  if (name == "instance-state-name") return std::string(name_of(instance.state(now)));
  if (name == "private-ip-address") return spec.private_ip;
  const auto tag = name.starts_with("tag:") ? spec.tags.find(name.substr(4)) : spec.tags.end();
  return tag == spec.tags.end() ? std::nullopt : std::optional(tag->second);
}

bool passes_filters(const ApiCall& call, const Instance& instance) {
  for (std::size_t i = 1;; ++i) {
    const std::string name = call.field(fmt::format("Filter.{}.Name", i));
    if (name.empty()) return true;
    const auto value = filtered_value(name, instance, call.now);
    const auto fits = [&](const std::string& pattern) { return matches(pattern, *value); };
    const auto patterns = call.list(fmt::format("Filter.{}.Value", i));
    if (!value || std::ranges::none_of(patterns, fits)) return false;
  }
}

std::expected<void, ApiError> check_description(World& world, const ApiCall& call) {
  constexpr std::size_t kMostValues = 200;
  const std::vector<std::string> ids = call.list("InstanceId");
  for (const std::string& id : ids) {
    if (!id.starts_with("i-")) {
      return api_error("InvalidInstanceID.Malformed", fmt::format("Invalid id: \"{}\"", id));
    }
    if (find_instance(world, call, id) == nullptr) return not_found(id);
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
  if (call.field("DryRun") == "true") {
    return api_error("DryRunOperation", "Request would have succeeded, but DryRun flag is set.",
                     412);
  }
  return {};
}

// 5 to 1000; all where it was not given. nullopt for anything else.
std::optional<std::size_t> page_size(const ApiCall& call) {
  constexpr std::size_t kAll = 1'000'000;
  const std::string text = call.field("MaxResults");
  if (text.empty()) return kAll;
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool good = error == std::errc() && end == text.data() + text.size();
  return good && size >= 5 && size <= 1000 ? std::optional(size) : std::nullopt;
}

ApiResult describe_instances(World& world, const ApiCall& call) {
  const auto good = check_description(world, call);
  if (!good) return std::unexpected(good.error());
  const std::vector<std::string> ids = call.list("InstanceId");
  std::vector<std::string> found;
  for (const auto& [id, instance] : world.instances) {
    const bool asked = ids.empty() || std::ranges::count(ids, id) > 0;
    const bool here = call.region == world.region && !instance.spec().hybrid();
    if (!here || !asked || !passes_filters(call, instance)) continue;
    found.push_back(xml_tree("item", xml("reservationId", "r-" + id.substr(2)) +
                                         xml("ownerId", kAccount) +
                                         xml_tree("instancesSet", describe(instance, call.now))));
  }
  const auto size = page_size(call);
  const auto page = page_of(call.field("NextToken"), found.size(), size.value_or(1));
  if (!size || !page) {
    return api_error("InvalidParameterValue", "MaxResults or NextToken is not valid");
  }
  std::string items;
  for (std::size_t i = page->first; i < page->last; ++i) items += found[i];
  return xml_tree("reservationSet", items) +
         (page->next_token.empty() ? "" : xml("nextToken", page->next_token));
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
