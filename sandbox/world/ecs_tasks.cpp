#include "sandbox/world/ecs_tasks.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace cloudx::sandbox {

const std::vector<EcsTask>& ecs_tasks() {
  static const std::vector<EcsTask> tasks{
      {.id = "0123456789abcdef0123456789abcdef",
       .containers = {{.name = "app",
                       .runtime_id = "0123456789abcdef0123456789abcdef-1234567890"}}},
      {.id = "11111111111111111111111111111111",
       .containers = {{.name = "web", .runtime_id = "11111111111111111111111111111111-0000000001"},
                      {.name = "log_router",
                       .runtime_id = "11111111111111111111111111111111-0000000002"}}},
      {.id = "22222222222222222222222222222222",
       .execute_command = false,
       .containers = {{.name = "app",
                       .runtime_id = "22222222222222222222222222222222-0000000001",
                       .has_agent = false}}},
      {.id = "33333333333333333333333333333333",
       .stopped_reason = "Essential container in task exited",
       .containers = {{.name = "app",
                       .runtime_id = "33333333333333333333333333333333-0000000001"}}},
      {.id = "44444444444444444444444444444444",
       .containers = {{.name = "app",
                       .runtime_id = "44444444444444444444444444444444-0000000001",
                       .has_agent = false}}},
  };
  return tasks;
}

const EcsTask* find_ecs_task(std::string_view id) {
  const auto found = std::ranges::find(ecs_tasks(), id, &EcsTask::id);
  return found == ecs_tasks().end() ? nullptr : &*found;
}

std::string session_target(const EcsTask& task, const EcsContainer& container) {
  return fmt::format("ecs:{}_{}_{}", kEcsCluster, task.id, container.runtime_id);
}

bool container_takes_sessions(std::string_view target) {
  for (const EcsTask& task : ecs_tasks()) {
    for (const EcsContainer& container : task.containers) {
      if (session_target(task, container) != target) continue;
      return task.runs() && container.has_agent;
    }
  }
  return false;
}

}  // namespace cloudx::sandbox
