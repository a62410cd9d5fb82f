// Amazon ECS, as far as sessions go: one cluster with one task that has one container. Members and
// codes as the service's model has them.

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "sandbox/api/call.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

constexpr std::string_view kCluster = "sandbox";
constexpr std::string_view kTask = "0123456789abcdef0123456789abcdef";
constexpr std::string_view kRuntime = "0123456789abcdef0123456789abcdef-1234567890";
constexpr std::string_view kContainer = "app";
constexpr std::string_view kAccount = "123456789012";
// At the container's agent.
constexpr std::ptrdiff_t kMostSessions = 2;

std::string arn(const World& world, std::string_view resource) {
  return fmt::format("arn:aws:ecs:{}:{}:{}", world.region, kAccount, resource);
}

std::string cluster_arn(const World& world) {
  return arn(world, fmt::format("cluster/{}", kCluster));
}

std::string task_arn(const World& world) {
  return arn(world, fmt::format("task/{}/{}", kCluster, kTask));
}

std::string container_arn(const World& world) {
  return arn(world, fmt::format("container/{}/{}/app", kCluster, kTask));
}

// A name stands for an ARN that ends with it.
bool means(std::string_view given, std::string_view name) {
  return given.substr(given.rfind('/') + 1) == name;
}

std::expected<void, ApiError> check_cluster(const World& world, const ApiCall& call) {
  const std::string cluster = call.text("cluster");
  // Without a name the cluster "default" is meant, which there is not.
  if (call.region == world.region && means(cluster, kCluster)) return {};
  return api_error("ClusterNotFoundException", "Cluster not found.");
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
    if (!means(id, kTask)) {
      failures.push_back(json::object{{"arn", id}, {"reason", "MISSING"}});
      continue;
    }
    json::object container{{"containerArn", container_arn(world)},
                           {"taskArn", task_arn(world)},
                           {"name", kContainer},
                           {"lastStatus", "RUNNING"},
                           {"runtimeId", kRuntime}};
    found.push_back(json::object{{"taskArn", task_arn(world)},
                                 {"clusterArn", cluster_arn(world)},
                                 {"lastStatus", "RUNNING"},
                                 {"desiredStatus", "RUNNING"},
                                 {"enableExecuteCommand", true},
                                 {"containers", json::array{std::move(container)}}});
  }
  return json::serialize(
      json::object{{"tasks", std::move(found)}, {"failures", std::move(failures)}});
}

std::expected<void, ApiError> check_execution(const World& world, const ApiCall& call) {
  if (!means(call.text("task"), kTask)) {
    return api_error("InvalidParameterException", "The specified task does not exist.");
  }
  const std::string container = call.text("container");
  if (!container.empty() && container != kContainer) {
    return api_error("InvalidParameterException", "The specified container does not exist.");
  }
  const json::value* interactive = call.input.if_contains("interactive");
  if (call.text("command").empty() || interactive == nullptr || !interactive->is_bool()) {
    return api_error("InvalidParameterException", "command and interactive are required.");
  }
  if (!interactive->get_bool()) {
    return api_error("InvalidParameterException", "Interactive is the only mode supported.");
  }
  const auto open = std::ranges::count_if(world.sessions, [](const auto& entry) {
    return entry.second.state == SessionState::open && entry.second.target.starts_with("ecs:");
  });
  if (open >= kMostSessions) {
    return api_error("TargetNotConnectedException",
                     "The execute command failed because the session limit was reached.");
  }
  return {};
}

ApiResult execute_command(World& world, const ApiCall& call) {
  auto checked = check_cluster(world, call);
  if (checked) checked = check_execution(world, call);
  if (!checked) return std::unexpected(checked.error());
  Session session;
  session.target = fmt::format("ecs:{}_{}_{}", kCluster, kTask, kRuntime);
  session.plan.kind = SessionKind::interactive_command;
  session.plan.command = call.text("command");
  session.plan.without_shell = true;
  const OpenedSession opened = open_session(world, call, std::move(session), "ecs-execute-command");
  return json::serialize(json::object{{"clusterArn", cluster_arn(world)},
                                      {"containerArn", container_arn(world)},
                                      {"containerName", kContainer},
                                      {"interactive", true},
                                      {"session",
                                       {{"sessionId", opened.session.id},
                                        {"streamUrl", opened.stream_url},
                                        {"tokenValue", opened.session.token}}},
                                      {"taskArn", task_arn(world)}});
}

}  // namespace

std::vector<Operation> ecs_operations() {
  return {{"ecs", "ExecuteCommand", execute_command}, {"ecs", "DescribeTasks", describe_tasks}};
}

}  // namespace cloudx::sandbox
