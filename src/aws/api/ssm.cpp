#include "aws/api/ssm.hpp"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "aws/api/api_operation.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;
namespace json = boost::json;

namespace {

constexpr int kMaxPages = 100;

json::array to_array(const std::vector<std::string>& values) {
  return json::array(values.begin(), values.end());
}

json::object start_session_input(const StartSessionRequest& request) {
  json::object input{{"Target", request.target}};
  if (!request.document_name.empty()) input["DocumentName"] = request.document_name;
  if (!request.parameters.empty()) {
    json::object parameters;
    for (const auto& [name, value] : request.parameters) {
      parameters[name] = json::array{json::value(value)};
    }
    input["Parameters"] = std::move(parameters);
  }
  if (!request.reason.empty()) input["Reason"] = request.reason;
  return input;
}

Result<SessionTicket> to_ticket(const json::object& output) {
  auto id = required_member(output, "SessionId");
  auto token = required_member(output, "TokenValue");
  auto url = required_member(output, "StreamUrl");
  for (const auto* part : {&id, &token, &url}) {
    if (!*part) return std::unexpected(part->error());
  }
  return SessionTicket{std::move(*id), Secret(std::move(*token)), std::move(*url)};
}

// JSON 1.1 timestamps are epoch seconds, with or without a fraction.
std::optional<Timestamp> timestamp_member(const json::object& object, std::string_view name) {
  const json::value* found = find_member(object, name);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  json::error_code error;
  const double seconds = found->to_number<double>(error);
  if (error || seconds < 0 || seconds > 1e11) return std::nullopt;
  return Timestamp(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

InstanceInformation to_information(const json::object& item) {
  InstanceInformation out;
  out.instance_id = member(item, "InstanceId");
  out.ping_status = member(item, "PingStatus");
  out.last_ping = timestamp_member(item, "LastPingDateTime");
  out.agent_version = member(item, "AgentVersion");
  out.platform_type = member(item, "PlatformType");
  out.platform_name = member(item, "PlatformName");
  out.computer_name = member(item, "ComputerName");
  out.ip_address = member(item, "IPAddress");
  out.name = member(item, "Name");
  out.resource_type = member(item, "ResourceType");
  return out;
}

void append_page(const json::object& output, std::vector<InstanceInformation>& all) {
  const json::value* list = find_member(output, "InstanceInformationList");
  if (list == nullptr || !list->is_array()) return;
  for (const json::value& item : list->get_array()) {
    if (item.is_object()) all.push_back(to_information(item.get_object()));
  }
}

}  // namespace

awaitable<Result<SessionTicket>> Ssm::start_session(StartSessionRequest request,
                                                    async::Deadline deadline) {
  ApiOperation api_operation{kSsm, "StartSession", {}, RetrySafety::not_after_timeout};
  json::object input = start_session_input(request);
  const auto output =
      co_await send_json(client_, &signer_, std::move(api_operation), std::move(input), deadline);
  if (!output) co_return std::unexpected(output.error());
  auto ticket = to_ticket(*output);
  if (!ticket) co_return fail("ssm StartSession", ticket.error());
  co_return std::move(*ticket);
}

awaitable<Result<SessionTicket>> Ssm::resume_session(std::string session_id,
                                                     async::Deadline deadline) {
  ApiOperation api_operation{kSsm, "ResumeSession", {}};
  json::object input{{"SessionId", session_id}};
  const auto output =
      co_await send_json(client_, &signer_, std::move(api_operation), std::move(input), deadline);
  if (!output) co_return std::unexpected(output.error());
  if (member(*output, "TokenValue").empty()) {
    co_return fail(Errc::closed, "the session has timed out and cannot be resumed");
  }
  // What it leaves out has not changed.
  SessionTicket ticket{member(*output, "SessionId"), Secret(member(*output, "TokenValue")),
                       member(*output, "StreamUrl")};
  if (ticket.session_id.empty()) ticket.session_id = std::move(session_id);
  co_return ticket;
}

awaitable<Result<void>> Ssm::terminate_session(std::string session_id, async::Deadline deadline) {
  ApiOperation api_operation{kSsm, "TerminateSession", {}};
  json::object input{{"SessionId", session_id}};
  const auto output =
      co_await send_json(client_, &signer_, std::move(api_operation), std::move(input), deadline);
  if (!output) co_return std::unexpected(output.error());
  co_return Result<void>{};
}

awaitable<Result<bool>> Ssm::is_connected(std::string target, async::Deadline deadline) {
  ApiOperation api_operation{kSsm, "GetConnectionStatus", {}};
  json::object input{{"Target", target}};
  const auto output =
      co_await send_json(client_, &signer_, std::move(api_operation), std::move(input), deadline);
  if (!output) co_return std::unexpected(output.error());
  const auto status = required_member(*output, "Status");
  if (!status) co_return fail("ssm GetConnectionStatus", status.error());
  co_return *status == "connected";
}

awaitable<Result<std::vector<InstanceInformation>>> Ssm::describe_instance_information(
    std::vector<std::string> instance_ids, async::Deadline deadline) {
  json::object input{{"MaxResults", 50}};
  if (!instance_ids.empty()) {
    json::object filter{{"Key", "InstanceIds"}, {"Values", to_array(instance_ids)}};
    input["Filters"] = json::array{json::value(std::move(filter))};
  }
  std::vector<InstanceInformation> all;
  for (int page = 0; page < kMaxPages; ++page) {
    ApiOperation api_operation{kSsm, "DescribeInstanceInformation", {}};
    const auto output =
        co_await send_json(client_, &signer_, std::move(api_operation), input, deadline);
    if (!output) co_return std::unexpected(output.error());
    append_page(*output, all);
    const std::string next = member(*output, "NextToken");
    if (next.empty()) co_return all;
    input["NextToken"] = next;
  }
  co_return fail(Errc::protocol, "ssm DescribeInstanceInformation: the pages do not end");
}

}  // namespace cloudx::aws
