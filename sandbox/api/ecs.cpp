// Amazon ECS, as far as sessions go: one cluster with the tasks of world/ecs_tasks.hpp. Members and
// codes as the service's model has them.

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "sandbox/api/call.hpp"
#include "sandbox/world/ecs_tasks.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

constexpr std::string_view kAccount = "123456789012";
// At the container's agent.
constexpr std::ptrdiff_t kMostSessions = 2;

std::string arn(const World& world, std::string_view resource) {
  return fmt::format("arn:aws:ecs:{}:{}:{}", world.region, kAccount, resource);
}

std::string cluster_arn(const World& world) {
  return arn(world, fmt::format("cluster/{}", kEcsCluster));
}

std::string task_arn(const World& world, const EcsTask& task) {
  return arn(world, fmt::format("task/{}/{}", kEcsCluster, task.id));
}

std::string container_arn(const World& world, const EcsTask& task, const EcsContainer& container) {
  return arn(world, fmt::format("container/{}/{}/{}", kEcsCluster, task.id, container.name));
}

std::string_view last_part(std::string_view given) {
  return given.substr(given.rfind('/') + 1);
}

const EcsTask* task_of(std::string_view id_or_arn) {
  return find_ecs_task(last_part(id_or_arn));
}

std::expected<void, ApiError> check_cluster(const World& world, const ApiCall& call) {
  const std::string cluster = call.text("cluster");
  // Without a name the cluster "default" is meant, which there is not.
  if (call.region == world.region && last_part(cluster) == kEcsCluster) return {};
  return api_error("ClusterNotFoundException", "Cluster not found.");
}

json::object description(const World& world, const EcsTask& task) {
  const std::string_view status = task.runs() ? "RUNNING" : "STOPPED";
  json::array containers;
  for (const EcsContainer& one : task.containers) {
    json::object container{{"containerArn", container_arn(world, task, one)},
                           {"taskArn", task_arn(world, task)},
                           {"name", one.name},
                           {"lastStatus", status},
                           {"runtimeId", one.runtime_id}};
    if (task.execute_command) {
      container["managedAgents"] = json::array{json::object{
          {"name", "ExecuteCommandAgent"}, {"lastStatus", one.has_agent ? "RUNNING" : "STOPPED"}}};
    }
    containers.push_back(std::move(container));
  }
  json::object out{{"taskArn", task_arn(world, task)},
                   {"clusterArn", cluster_arn(world)},
                   {"lastStatus", status},
                   {"desiredStatus", status},
                   {"enableExecuteCommand", task.execute_command},
                   {"containers", std::move(containers)}};
  if (!task.runs()) out["stoppedReason"] = task.stopped_reason;
  return out;
}

ApiResult describe_tasks(World& world, const ApiCall& call) {
  const auto cluster = check_cluster(world, call);
  if (!cluster) return std::unexpected(cluster.error());
  const json::value* tasks = call.input.if_contains("tasks");
  if (tasks == nullptr || !tasks->is_array() || tasks->get_array().empty()) {
    return api_error("InvalidParameterException", "Tasks cannot be empty.");
  }
  json::array found;
  json::array failures;
  for (const json::value& task : tasks->get_array()) {
    const std::string id = task.is_string() ? std::string(task.get_string()) : std::string();
    if (const EcsTask* known = task_of(id)) {
      found.push_back(description(world, *known));
    } else {
      failures.push_back(json::object{{"arn", id}, {"reason", "MISSING"}});
    }
  }
  return json::serialize(
      json::object{{"tasks", std::move(found)}, {"failures", std::move(failures)}});
}

struct Execution {
  const EcsTask* task = nullptr;
  const EcsContainer* container = nullptr;
};

std::expected<Execution, ApiError> find_container(const ApiCall& call) {
  const EcsTask* task = task_of(call.text("task"));
  if (task == nullptr) {
    return api_error("InvalidParameterException", "The specified task does not exist.");
  }
  const std::string name = call.text("container");
  if (name.empty() && task->containers.size() == 1) return Execution{task, &task->containers[0]};
  const auto found = std::ranges::find(task->containers, name, &EcsContainer::name);
  if (found == task->containers.end()) {
    return api_error("InvalidParameterException", "The specified container does not exist.");
  }
  return Execution{task, &*found};
}

std::expected<void, ApiError> check_execution(const World& world, const ApiCall& call,
                                              const Execution& execution) {
  const json::value* interactive = call.input.if_contains("interactive");
  if (call.text("command").empty() || interactive == nullptr || !interactive->is_bool()) {
    return api_error("InvalidParameterException", "command and interactive are required.");
  }
  if (!interactive->get_bool()) {
    return api_error("InvalidParameterException", "Interactive is the only mode supported.");
  }
  if (!execution.task->runs() || !execution.task->execute_command) {
    return api_error("InvalidParameterException",
                     "The execute command failed because execute command was not enabled when the "
                     "task was run or the execute command agent isn't running. Wait and try again "
                     "or run a new task with execute command enabled and try again.");
  }
  const std::string target = session_target(*execution.task, *execution.container);
  if (!container_takes_sessions(target)) {
    return api_error("TargetNotConnectedException",
                     "The execute command failed due to an internal error. Try again later.");
  }
  const auto open = std::ranges::count_if(world.sessions, [&](const auto& entry) {
    return entry.second.state == SessionState::open && entry.second.target == target;
  });
  if (open >= kMostSessions) {
    return api_error("TargetNotConnectedException",
                     "The execute command failed because the session limit was reached.");
  }
  return {};
}

ApiResult execute_command(World& world, const ApiCall& call) {
  auto checked = check_cluster(world, call);
  if (!checked) return std::unexpected(checked.error());
  const auto execution = find_container(call);
  if (!execution) return std::unexpected(execution.error());
  checked = check_execution(world, call, *execution);
  if (!checked) return std::unexpected(checked.error());
  const auto& [task, container] = *execution;
  Session session;
  session.target = session_target(*task, *container);
  session.plan.kind = SessionKind::interactive_command;
  session.plan.command = call.text("command");
  session.plan.without_shell = true;
  const OpenedSession opened = open_session(world, call, std::move(session), "ecs-execute-command");
  return json::serialize(json::object{{"clusterArn", cluster_arn(world)},
                                      {"containerArn", container_arn(world, *task, *container)},
                                      {"containerName", container->name},
                                      {"interactive", true},
                                      {"session",
                                       {{"sessionId", opened.session.id},
                                        {"streamUrl", opened.stream_url},
                                        {"tokenValue", opened.session.token}}},
                                      {"taskArn", task_arn(world, *task)}});
}

}  // namespace

std::vector<Operation> ecs_operations() {
  return {{"ecs", "ExecuteCommand", execute_command}, {"ecs", "DescribeTasks", describe_tasks}};
}

}  // namespace cloudx::sandbox
