#include "instances/container.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "aws/core/text.hpp"

namespace cloudx::instances {

namespace {

constexpr std::string_view kPrefix = "ecs:";
constexpr std::string_view kRunning = "RUNNING";
constexpr std::size_t kShown = 300;  // bytes of the service's own words

std::string last_part(std::string_view arn) {
  return std::string(arn.substr(arn.rfind('/') + 1));
}

std::string because(std::string_view reason) {
  return reason.empty() ? std::string() : fmt::format(" ({})", aws::presentable(reason, kShown));
}

std::string names_of(const aws::EcsTask& task) {
  std::vector<std::string> names;
  names.reserve(task.containers.size());
  for (const aws::EcsContainer& one : task.containers) {
    names.push_back(aws::presentable(one.name, kShown));
  }
  std::ranges::sort(names);
  return fmt::format("{}", fmt::join(names, ", "));
}

Result<void> check_task(const aws::EcsTask& task) {
  if (task.last_status != kRunning) {
    return fail(Errc::closed, fmt::format("the task does not run: it is {}{}", task.last_status,
                                          because(task.stopped_reason)));
  }
  if (!task.execute_command) {
    return fail(Errc::closed,
                "the task was started without ECS Exec, and has no agent for sessions\n"
                "  only new tasks get one: `aws ecs update-service --enable-execute-command "
                "--force-new-deployment`, or `aws ecs run-task --enable-execute-command`");
  }
  return {};
}

Result<const aws::EcsContainer*> pick(const aws::EcsTask& task, const EcsTarget& wanted) {
  if (!wanted.container.empty()) {
    const auto found =
        std::ranges::find(task.containers, wanted.container, &aws::EcsContainer::name);
    if (found != task.containers.end()) return &*found;
    return fail(Errc::not_found, fmt::format("the task has no container {}, but {}",
                                             wanted.container, names_of(task)));
  }
  if (task.containers.size() == 1) return &task.containers.front();
  if (task.containers.empty()) return fail(Errc::not_found, "the task has no container");
  return fail(Errc::usage, fmt::format("{} has {} containers: name one of them ({})",
                                       describe(wanted), task.containers.size(), names_of(task)));
}

Result<void> check_container(const aws::EcsContainer& container) {
  if (container.last_status != kRunning || container.runtime_id.empty()) {
    return fail(Errc::closed, fmt::format("the container {} does not run: it is {}", container.name,
                                          container.last_status));
  }
  if (container.agent_status == "STOPPED") {
    return fail(Errc::closed,
                fmt::format("the agent for sessions in the container {} has stopped{}",
                            container.name, because(container.agent_reason)));
  }
  return {};
}

}  // namespace

std::string ContainerId::text() const {
  return fmt::format("{}{}_{}_{}", kPrefix, cluster, task, runtime);
}

std::optional<ContainerId> parse_container_id(std::string_view text) {
  if (!text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  const std::size_t second = text.rfind('_');
  if (second == std::string_view::npos || second == 0) return std::nullopt;
  const std::size_t first = text.rfind('_', second - 1);
  if (first == std::string_view::npos) return std::nullopt;
  ContainerId id{.cluster = std::string(text.substr(0, first)),
                 .task = std::string(text.substr(first + 1, second - first - 1)),
                 .runtime = std::string(text.substr(second + 1))};
  if (id.cluster.empty() || id.task.empty() || id.runtime.empty()) return std::nullopt;
  return id;
}

Result<FoundContainer> choose_container(const aws::EcsTask& task, const EcsTarget& wanted) {
  auto checked = check_task(task);
  if (!checked) return std::unexpected(checked.error());
  const auto container = pick(task, wanted);
  if (!container) return std::unexpected(container.error());
  checked = check_container(**container);
  if (!checked) return std::unexpected(checked.error());
  FoundContainer found;
  found.id = {.cluster = last_part(task.cluster_arn),
              .task = last_part(task.task_arn),
              .runtime = (*container)->runtime_id};
  found.named = {
      .cluster = found.id.cluster, .task = found.id.task, .container = (*container)->name};
  return found;
}

}  // namespace cloudx::instances
