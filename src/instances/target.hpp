#pragma once
// The node to reach, checked before anything is sent anywhere.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace cloudx::instances {

enum class NodeKind : std::uint8_t {
  instance,   // EC2: "i-" and 8 or 17 hexadecimal digits
  hybrid,     // registered with an activation: "mi-" and 17 digits; no key push, no start
  container,  // of a task of ECS: "ecs:CLUSTER_TASK_RUNTIMEID" (container.hpp); likewise
};

struct Target {
  std::string id;
  NodeKind kind = NodeKind::instance;
  std::uint16_t port = 22;
};

// Errc::usage with what is wrong and what is expected.
[[nodiscard]] Result<Target> parse_target(std::string_view id, std::string_view port);

// The user name the key is pushed for: 1 to 32 characters of a Unix name (SendSSHPublicKey's
// model).
[[nodiscard]] Result<void> check_os_user(std::string_view user);

}  // namespace cloudx::instances
