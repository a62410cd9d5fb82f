#pragma once
// What a user may write for the target of a session, as far as it can be told from the text and
// from the hosts of our ssh config; AWS is asked later (find.hpp). Pure.
//
// Tried in this order: the id of a node, a configured host, a private IPv4 address, KEY=VALUE (a
// tag), a Name tag. Where containers are possible, ecs:CLUSTER/TASK[/CONTAINER] comes first.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"

namespace cloudx::instances {

// A host of the ssh config that leads to an instance.
struct ConfiguredHost {
  std::string alias;
  std::string instance_id;  // as its HostName has it
  // What its ProxyCommand says, where it does.
  std::optional<std::string> profile;
  std::optional<std::string> region;
  std::optional<std::string> aws_env;

  friend bool operator==(const ConfiguredHost&, const ConfiguredHost&) = default;
};

using HostLookup = std::function<std::optional<ConfiguredHost>(std::string_view alias)>;

// An EC2 instance ("i-") or a hybrid node ("mi-"), in lower case (node_id.hpp).
struct NodeTarget {
  std::string id;

  friend bool operator==(const NodeTarget&, const NodeTarget&) = default;
};

struct HostTarget {
  std::string id;  // as that of a node
  ConfiguredHost host;

  friend bool operator==(const HostTarget&, const HostTarget&) = default;
};

struct AddressTarget {
  std::string address;  // private, IPv4

  friend bool operator==(const AddressTarget&, const AddressTarget&) = default;
};

struct TagTarget {
  std::string key;  // not empty
  std::string value;

  friend bool operator==(const TagTarget&, const TagTarget&) = default;
};

struct NameTarget {
  std::string name;  // of the tag Name; not empty

  friend bool operator==(const NameTarget&, const NameTarget&) = default;
};

// A container of a task of Amazon ECS.
struct EcsTarget {
  std::string cluster;    // its name, not its ARN
  std::string task;       // its id
  std::string container;  // its name; empty: the task's only one

  friend bool operator==(const EcsTarget&, const EcsTarget&) = default;
};

// As it is written, "ecs:CLUSTER/TASK/CONTAINER".
[[nodiscard]] std::string describe(const EcsTarget& target);

using InstanceSpec = std::variant<NodeTarget, HostTarget, AddressTarget, TagTarget, NameTarget>;
using TargetSpec =
    std::variant<NodeTarget, HostTarget, AddressTarget, TagTarget, NameTarget, EcsTarget>;

// Without containers. Space around the text is of no account. Errc::usage for an empty text and for
// a host without an instance id.
[[nodiscard]] Result<InstanceSpec> parse_instance_spec(std::string_view text,
                                                       const HostLookup& host_of);

// With them. Errc::usage as above, and where "ecs:" is followed by anything else.
[[nodiscard]] Result<TargetSpec> parse_target_spec(std::string_view text,
                                                   const HostLookup& host_of);

}  // namespace cloudx::instances
