#include "aws/api/ecs.hpp"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "aws/api/api_operation.hpp"
#include "aws/core/ecs.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;
namespace json = boost::json;

namespace {

// The objects of a list; whatever else stands in it is left out.
std::vector<const json::object*> objects_of(const json::object& holder, std::string_view name) {
  std::vector<const json::object*> found;
  const json::value* list = find_member(holder, name);
  if (list == nullptr || !list->is_array()) return found;
  for (const json::value& item : list->get_array()) {
    if (item.is_object()) found.push_back(&item.get_object());
  }
  return found;
}

EcsContainer to_container(const json::object& item) {
  EcsContainer out;
  out.name = member(item, "name");
  out.runtime_id = member(item, "runtimeId");
  out.last_status = member(item, "lastStatus");
  for (const json::object* agent : objects_of(item, "managedAgents")) {
    if (member(*agent, "name") != "ExecuteCommandAgent") continue;
    out.agent_status = member(*agent, "lastStatus");
    out.agent_reason = member(*agent, "reason");
  }
  return out;
}

EcsTask to_task(const json::object& item) {
  EcsTask out;
  out.cluster_arn = member(item, "clusterArn");
  out.task_arn = member(item, "taskArn");
  out.last_status = member(item, "lastStatus");
  out.stopped_reason = member(item, "stoppedReason");
  const json::value* enabled = find_member(item, "enableExecuteCommand");
  out.execute_command = enabled != nullptr && enabled->is_bool() && enabled->get_bool();
  for (const json::object* container : objects_of(item, "containers")) {
    out.containers.push_back(to_container(*container));
  }
  return out;
}

Result<SessionTicket> to_ticket(const json::object& output) {
  const json::value* session = find_member(output, "session");
  if (session == nullptr || !session->is_object()) {
    return fail(Errc::protocol, "the answer has no session");
  }
  auto id = required_member(session->get_object(), "sessionId");
  auto token = required_member(session->get_object(), "tokenValue");
  auto url = required_member(session->get_object(), "streamUrl");
  for (const auto* part : {&id, &token, &url}) {
    if (!*part) return std::unexpected(part->error());
  }
  return SessionTicket{std::move(*id), Secret(std::move(*token)), std::move(*url)};
}

}  // namespace

awaitable<Result<std::optional<EcsTask>>> Ecs::describe_task(std::string cluster, std::string task,
                                                             async::Deadline deadline) {
  ApiOperation api_operation{kEcs, "DescribeTasks", {}};
  json::object input{{"cluster", cluster}, {"tasks", json::array{json::value(task)}}};
  const auto output =
      co_await send_json(client_, &signer_, std::move(api_operation), std::move(input), deadline);
  if (!output) co_return std::unexpected(output.error());
  const auto tasks = objects_of(*output, "tasks");
  if (tasks.empty()) co_return std::optional<EcsTask>();
  co_return std::optional(to_task(*tasks.front()));
}

awaitable<Result<SessionTicket>> Ecs::execute_command(ExecuteCommandRequest request,
                                                      async::Deadline deadline) {
  ApiOperation api_operation{kEcs, "ExecuteCommand", {}, RetrySafety::not_after_timeout};
  json::object input{{"cluster", request.cluster},
                     {"task", request.task},
                     {"container", request.container},
                     {"command", request.command},
                     {"interactive", true}};
  const auto output =
      co_await send_json(client_, &signer_, std::move(api_operation), std::move(input), deadline);
  if (!output) co_return std::unexpected(output.error());
  auto ticket = to_ticket(*output);
  if (!ticket) co_return fail("ecs ExecuteCommand", ticket.error());
  co_return std::move(*ticket);
}

}  // namespace cloudx::aws
