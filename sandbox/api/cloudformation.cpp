// AWS CloudFormation: stacks of the resources in sandbox/stacks.

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "sandbox/api/call.hpp"
#include "sandbox/api/error_response.hpp"
#include "sandbox/stacks/stacks_of.hpp"

namespace cloudx::sandbox {

namespace {

constexpr std::size_t kEventsInPage = 100;

std::unexpected<ApiError> invalid(std::string text) {
  return api_error("ValidationError", std::move(text));
}

std::unexpected<ApiError> missing(const std::string& name) {
  return invalid(fmt::format("Stack with id {} does not exist", name));
}

// By its id; by its name unless it is deleted. Brings it up to date.
Stack* find_stack(World& world, const ApiCall& call, const std::string& name) {
  if (call.region != world.region) return nullptr;
  for (Stack& stack : stacks_of(world)) {
    stack.advance(world, call.now);
    if (stack.id() == name || (stack.name() == name && !stack.deleted())) return &stack;
  }
  return nullptr;
}

std::expected<StackOrder, ApiError> order_of(const ApiCall& call) {
  auto body = Template::parse(call.field("TemplateBody"));
  if (!body) return invalid(body.error().message);
  Parameters given;
  for (std::size_t i = 1;; ++i) {
    const std::string name = fmt::format("Parameters.member.{}", i);
    const std::string key = call.field(name + ".ParameterKey");
    if (key.empty()) break;
    given[key] = call.field(name + ".ParameterValue");
  }
  auto complete = body->complete(std::move(given));
  if (!complete) return invalid(complete.error().message);
  const std::string needed = body->needed_capability();
  const auto capabilities = call.list("Capabilities.member");
  const bool enough = needed.empty() || std::ranges::count(capabilities, needed) > 0 ||
                      std::ranges::count(capabilities, "CAPABILITY_NAMED_IAM") > 0;
  if (!enough) {
    return api_error("InsufficientCapabilitiesException",
                     fmt::format("Requires capabilities : [{}]", needed));
  }
  return StackOrder{std::move(*body), std::move(*complete), call.field("ClientRequestToken")};
}

std::unexpected<ApiError> wrong_state(const Stack& stack) {
  return invalid(
      fmt::format("Stack:{} is in {} state and can not be updated.", stack.id(), stack.status()));
}

bool same_change(const Stack& stack, const ApiCall& call) {
  const std::string token = call.field("ClientRequestToken");
  return !token.empty() && stack.token() == token;
}

ApiResult create_stack(World& world, const ApiCall& call) {
  const std::string name = call.field("StackName");
  const Stack* present = find_stack(world, call, name);
  if (present != nullptr && same_change(*present, call)) return xml("StackId", present->id());
  if (present != nullptr) {
    return api_error("AlreadyExistsException", fmt::format("Stack [{}] already exists", name));
  }
  auto order = order_of(call);
  if (!order) return std::unexpected(order.error());
  stacks_of(world).emplace_back(name, world.region, std::move(*order), call.now);
  return xml("StackId", stacks_of(world).back().id());
}

ApiResult update_stack(World& world, const ApiCall& call) {
  const std::string name = call.field("StackName");
  Stack* stack = find_stack(world, call, name);
  if (stack == nullptr) return invalid(fmt::format("Stack [{}] does not exist", name));
  if (same_change(*stack, call)) return xml("StackId", stack->id());
  auto order = order_of(call);
  if (!order) return std::unexpected(order.error());
  const std::string& status = stack->status();
  const bool ready = status == "CREATE_COMPLETE" || status == "UPDATE_COMPLETE" ||
                     status == "UPDATE_ROLLBACK_COMPLETE";
  if (!ready) return wrong_state(*stack);
  if (!stack->update(std::move(*order), call.now)) {
    return invalid("No updates are to be performed.");
  }
  return xml("StackId", stack->id());
}

ApiResult delete_stack(World& world, const ApiCall& call) {
  Stack* stack = find_stack(world, call, call.field("StackName"));
  if (stack == nullptr || stack->deleted() || same_change(*stack, call)) return "";
  if (stack->changing() && stack->status() != "CREATE_IN_PROGRESS") return wrong_state(*stack);
  stack->remove(call.field("ClientRequestToken"), call.now);
  return "";
}

std::string members(const Parameters& values, std::string_view key, std::string_view value) {
  std::string out;
  for (const auto& [name, text] : values) {
    out += xml_tree("member", xml(key, name) + xml(value, text));
  }
  return out;
}

std::string describe(const Stack& stack) {
  return xml_tree(
      "member",
      xml("StackName", stack.name()) + xml("StackId", stack.id()) +
          xml("Description", stack.description()) +
          xml("CreationTime", iso8601(to_seconds(stack.created()))) +
          xml("StackStatus", stack.status()) + xml("StackStatusReason", stack.reason()) +
          xml("DisableRollback", "false") +
          xml_tree("Parameters", members(stack.parameters(), "ParameterKey", "ParameterValue")) +
          xml_tree("Outputs", members(stack.outputs(), "OutputKey", "OutputValue")));
}

ApiResult describe_stacks(World& world, const ApiCall& call) {
  const std::string name = call.field("StackName");
  const Stack* stack = name.empty() ? nullptr : find_stack(world, call, name);
  if (!name.empty() && stack == nullptr) return missing(name);
  if (stack != nullptr) return xml_tree("Stacks", describe(*stack));
  std::string all;
  for (Stack& one : stacks_of(world)) {
    one.advance(world, call.now);
    if (call.region == world.region && !one.deleted()) all += describe(one);
  }
  return xml_tree("Stacks", all);
}

std::string describe(const Stack& stack, const StackEvent& event) {
  return xml_tree(
      "member", xml("EventId", event.id) + xml("StackId", stack.id()) +
                    xml("StackName", stack.name()) + xml("LogicalResourceId", event.logical_id) +
                    xml("PhysicalResourceId", event.physical_id) + xml("ResourceType", event.type) +
                    xml("Timestamp", iso8601(to_seconds(event.at))) +
                    xml("ResourceStatus", event.status) +
                    (event.reason.empty() ? "" : xml("ResourceStatusReason", event.reason)) +
                    (event.token.empty() ? "" : xml("ClientRequestToken", event.token)));
}

ApiResult describe_stack_events(World& world, const ApiCall& call) {
  const std::string name = call.field("StackName");
  const Stack* stack = find_stack(world, call, name);
  if (stack == nullptr) return missing(name);
  const auto& events = stack->events();
  const auto page = page_of(call.field("NextToken"), events.size(), kEventsInPage);
  if (!page) return invalid("NextToken is not valid");
  std::string members;
  for (std::size_t i = page->first; i < page->last; ++i) {
    members += describe(*stack, events[events.size() - 1 - i]);
  }
  return xml_tree("StackEvents", members) +
         (page->next_token.empty() ? "" : xml("NextToken", page->next_token));
}

}  // namespace

std::vector<Operation> cloudformation_operations() {
  return {{"cloudformation", "CreateStack", create_stack},
          {"cloudformation", "UpdateStack", update_stack},
          {"cloudformation", "DeleteStack", delete_stack},
          {"cloudformation", "DescribeStacks", describe_stacks},
          {"cloudformation", "DescribeStackEvents", describe_stack_events}};
}

}  // namespace cloudx::sandbox
