#pragma once
// Containers of ECS as targets of sessions. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "aws/api/ecs.hpp"
#include "base/error.hpp"
#include "instances/target_spec.hpp"

namespace cloudx::instances {

// A container as Session Manager knows it: "ecs:CLUSTER_TASK_RUNTIMEID" (awscli,
// customizations/ecs/executecommand.py). Only names of clusters may have underscores.
struct ContainerId {
  std::string cluster;  // its name
  std::string task;     // its id
  std::string runtime;

  [[nodiscard]] std::string text() const;
};

[[nodiscard]] std::optional<ContainerId> parse_container_id(std::string_view text);

struct FoundContainer {
  EcsTarget named;  // complete
  ContainerId id;
};

// The container of `task` that is meant: the named one, or the only one. Errors: usage (several:
// lists them), not_found (there is none of that name), closed (the task or the container does not
// run, or takes no sessions; says why, and what to do about it).
[[nodiscard]] Result<FoundContainer> choose_container(const aws::EcsTask& task,
                                                      const EcsTarget& wanted);

}  // namespace cloudx::instances
