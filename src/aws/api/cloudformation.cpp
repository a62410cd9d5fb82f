#include "aws/api/cloudformation.hpp"

#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "aws/api/api_operation.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

constexpr int kMaxPages = 1000;

// CloudFormation has one code for whatever is wrong with a request; its texts tell what.
bool is_validation_error(const Error& error, std::string_view text) {
  return error.service_code == "ValidationError" && error.service_message.contains(text);
}

Error as_not_found(Error error) {
  if (is_validation_error(error, "does not exist")) error.kind = Errc::not_found;
  return error;
}

QueryForm stack_form(std::string_view operation, const StackRequest& request) {
  QueryForm form(kCloudFormation, operation);
  form.add("StackName", request.stack_name);
  form.add("TemplateBody", request.template_body);
  int number = 0;
  for (const auto& [key, value] : request.parameters) {
    const std::string parameter = fmt::format("Parameters.member.{}", ++number);
    form.add(parameter + ".ParameterKey", key).add(parameter + ".ParameterValue", value);
  }
  form.add_list("Capabilities", request.capabilities);
  form.add_optional("ClientRequestToken", request.client_request_token);
  return form;
}

std::map<std::string, std::string> to_map(const pugi::xml_node& list, const char* key,
                                          const char* value) {
  std::map<std::string, std::string> out;
  for (const pugi::xml_node& member : list.children("member")) {
    out[member.child_value(key)] = member.child_value(value);
  }
  return out;
}

Stack to_stack(const pugi::xml_node& member) {
  return {member.child_value("StackName"),
          member.child_value("StackId"),
          member.child_value("Description"),
          member.child_value("StackStatus"),
          member.child_value("StackStatusReason"),
          to_map(member.child("Parameters"), "ParameterKey", "ParameterValue"),
          to_map(member.child("Outputs"), "OutputKey", "OutputValue")};
}

StackEvent to_event(const pugi::xml_node& member) {
  return {member.child_value("EventId"),
          member.child_value("LogicalResourceId"),
          member.child_value("PhysicalResourceId"),
          member.child_value("ResourceType"),
          member.child_value("ResourceStatus"),
          member.child_value("ResourceStatusReason"),
          member.child_value("ClientRequestToken"),
          parse_iso8601(member.child_value("Timestamp"))};
}

// Whether `until` was met, and everything before it is in `events`.
bool append_page(const pugi::xml_node& result, const std::string& until,
                 std::vector<StackEvent>& events) {
  for (const pugi::xml_node& member : result.child("StackEvents").children("member")) {
    StackEvent event = to_event(member);
    if (!until.empty() && event.event_id == until) return true;
    events.push_back(std::move(event));
  }
  return false;
}

}  // namespace

awaitable<Result<std::string>> CloudFormation::create_stack(StackRequest request,
                                                            async::Deadline deadline) {
  ApiOperation api_operation{kCloudFormation, "CreateStack", {}};
  QueryForm form = stack_form("CreateStack", request);
  const auto output =
      co_await send_query(client_, &signer_, std::move(api_operation), std::move(form), deadline);
  if (!output) co_return std::unexpected(output.error());
  co_return output->result().child_value("StackId");
}

awaitable<Result<bool>> CloudFormation::update_stack(StackRequest request,
                                                     async::Deadline deadline) {
  ApiOperation api_operation{kCloudFormation, "UpdateStack", {}};
  QueryForm form = stack_form("UpdateStack", request);
  const auto output =
      co_await send_query(client_, &signer_, std::move(api_operation), std::move(form), deadline);
  if (output) co_return true;
  if (is_validation_error(output.error(), "No updates are to be performed")) co_return false;
  co_return std::unexpected(as_not_found(output.error()));
}

awaitable<Result<void>> CloudFormation::delete_stack(std::string stack,
                                                     std::string client_request_token,
                                                     async::Deadline deadline) {
  ApiOperation api_operation{kCloudFormation, "DeleteStack", {}};
  QueryForm form(kCloudFormation, "DeleteStack");
  form.add("StackName", stack).add_optional("ClientRequestToken", client_request_token);
  const auto output =
      co_await send_query(client_, &signer_, std::move(api_operation), std::move(form), deadline);
  if (!output) co_return std::unexpected(output.error());
  co_return Result<void>{};
}

awaitable<Result<Stack>> CloudFormation::describe_stack(std::string stack,
                                                        async::Deadline deadline) {
  ApiOperation api_operation{kCloudFormation, "DescribeStacks", {}};
  QueryForm form(kCloudFormation, "DescribeStacks");
  form.add("StackName", stack);
  const auto output =
      co_await send_query(client_, &signer_, std::move(api_operation), std::move(form), deadline);
  if (!output) co_return std::unexpected(as_not_found(output.error()));
  Stack found = to_stack(output->result().child("Stacks").child("member"));
  if (found.status.empty()) {
    co_return fail(Errc::protocol, "cloudformation DescribeStacks: the answer has no stack");
  }
  co_return found;
}

awaitable<Result<std::vector<StackEvent>>> CloudFormation::describe_stack_events(
    std::string stack, std::string until_event_id, async::Deadline deadline) {
  std::vector<StackEvent> events;
  std::string next_token;
  for (int page = 0; page < kMaxPages; ++page) {
    ApiOperation api_operation{kCloudFormation, "DescribeStackEvents", {}};
    QueryForm form(kCloudFormation, "DescribeStackEvents");
    form.add("StackName", stack).add_optional("NextToken", next_token);
    const auto output =
        co_await send_query(client_, &signer_, std::move(api_operation), std::move(form), deadline);
    if (!output) co_return std::unexpected(as_not_found(output.error()));
    if (append_page(output->result(), until_event_id, events)) co_return events;
    next_token = output->result().child_value("NextToken");
    if (next_token.empty()) co_return events;
  }
  co_return fail(Errc::protocol, "cloudformation DescribeStackEvents: the pages do not end");
}

}  // namespace cloudx::aws
