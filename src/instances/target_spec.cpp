#include "instances/target_spec.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "aws/core/text.hpp"
#include "base/ip_address.hpp"
#include "instances/node_id.hpp"

namespace cloudx::instances {

namespace {

constexpr std::size_t kShown = 80;  // bytes of what was given
constexpr std::string_view kEcs = "ecs:";

bool is_ipv4(std::string_view text) {
  return !text.contains(':') && is_ip_address(text);
}

// Names of clusters and containers have up to 255 letters, digits, underscores and hyphens (API
// reference of ECS, CreateCluster and ContainerDefinition); ids of tasks are hexadecimal, with
// hyphens before the long ARN format.
bool is_ecs_name(std::string_view name) {
  constexpr std::size_t kMaxName = 255;
  return !name.empty() && name.size() <= kMaxName && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

bool is_task_id(std::string_view id) {
  return is_ecs_name(id) && id.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

// `text` without "ecs:".
Result<EcsTarget> parse_ecs(std::string_view text) {
  const std::vector<std::string_view> parts = aws::split(text, '/');
  const bool good = (parts.size() == 2 || parts.size() == 3) && is_ecs_name(parts[0]) &&
                    is_task_id(parts[1]) && (parts.size() == 2 || is_ecs_name(parts[2]));
  if (!good) {
    return fail(Errc::usage,
                fmt::format("\"{}{}\" is not a container of ECS: expected ecs:CLUSTER/TASK or "
                            "ecs:CLUSTER/TASK/CONTAINER with the cluster's name and the task's id",
                            kEcs, aws::presentable(text, kShown)));
  }
  return EcsTarget{.cluster = std::string(parts[0]),
                   .task = std::string(parts[1]),
                   .container = parts.size() == 3 ? std::string(parts[2]) : std::string()};
}

Result<InstanceSpec> of_host(ConfiguredHost host) {
  auto id = parse_node_id(host.instance_id);
  if (!id) {
    return fail(Errc::usage, fmt::format("the ssh host {} has no instance id for its HostName",
                                         aws::presentable(host.alias, kShown)));
  }
  return HostTarget{.id = std::move(*id), .host = std::move(host)};
}

}  // namespace

std::string describe(const EcsTarget& target) {
  return fmt::format("{}{}/{}{}{}", kEcs, target.cluster, target.task,
                     target.container.empty() ? "" : "/", target.container);
}

Result<InstanceSpec> parse_instance_spec(std::string_view text, const HostLookup& host_of) {
  std::string wanted(aws::trim(text));
  if (wanted.empty()) return fail(Errc::usage, "no instance was named");
  if (auto id = parse_node_id(wanted)) return NodeTarget{.id = std::move(*id)};
  if (auto host = host_of(wanted)) return of_host(std::move(*host));
  if (is_ipv4(wanted)) return AddressTarget{.address = std::move(wanted)};
  const std::size_t equals = wanted.find('=');
  if (equals != std::string::npos && equals > 0) {
    return TagTarget{.key = wanted.substr(0, equals), .value = wanted.substr(equals + 1)};
  }
  return NameTarget{.name = std::move(wanted)};
}

Result<TargetSpec> parse_target_spec(std::string_view text, const HostLookup& host_of) {
  const std::string_view wanted = aws::trim(text);
  if (wanted.starts_with(kEcs)) return parse_ecs(wanted.substr(kEcs.size()));
  auto spec = parse_instance_spec(wanted, host_of);
  if (!spec) return std::unexpected(std::move(spec.error()));
  return std::visit(
      [](auto&& target) { return TargetSpec(std::forward<decltype(target)>(target)); },
      std::move(*spec));
}

}  // namespace cloudx::instances
