#pragma once
// The tasks of the sandbox's one cluster of ECS: each is another reason why a client gets a session
// with a container or none.

#include <string>
#include <string_view>
#include <vector>

namespace cloudx::sandbox {

struct EcsContainer {
  std::string name;
  std::string runtime_id;
  bool has_agent = true;  // the agent for sessions runs in it
};

struct EcsTask {
  std::string id;
  std::string stopped_reason{};  // empty: it runs
  bool execute_command = true;   // it was started with ECS Exec
  std::vector<EcsContainer> containers;

  [[nodiscard]] bool runs() const { return stopped_reason.empty(); }
};

inline constexpr std::string_view kEcsCluster = "sandbox";

[[nodiscard]] const std::vector<EcsTask>& ecs_tasks();
// By its id; null: there is none.
[[nodiscard]] const EcsTask* find_ecs_task(std::string_view id);

// The target of sessions with it: cluster, task and runtime id (the AWS CLI's ecs execute-command).
[[nodiscard]] std::string session_target(const EcsTask& task, const EcsContainer& container);
// Whether a container with that target takes sessions now.
[[nodiscard]] bool container_takes_sessions(std::string_view target);

}  // namespace cloudx::sandbox
